import net, { type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { compileOptions } from '../options.js';
import { brokersOfEnvironment } from '../testing/kafka-bed.js';
import { KafkaCluster } from './cluster.js';

/** A cluster, and every connection that it makes. */
function watched(): { cluster: KafkaCluster; sockets: Socket[] } {
  const sockets: Socket[] = [];
  const options = compileOptions({
    brokers: brokersOfEnvironment(),
    clientId: 'spec',
    socketFactory: ({ host, port, onConnect }) => {
      const socket = net.connect({ host, port }, onConnect);
      sockets.push(socket);
      return socket;
    },
  });
  return { cluster: new KafkaCluster(options), sockets };
}

it('shares its first connection among all who come before it is there', async () => {
  const { cluster, sockets } = watched();
  const asked = Array.from({ length: 20 }, () => cluster.metadata([]));
  const answers = await Promise.all(asked);
  expect(answers.every(({ brokers }) => brokers.length > 0)).toBe(true);
  // One to a broker of the options, and one more when metadata names that broker otherwise.
  expect(sockets.length).toBeLessThanOrEqual(2);
  cluster.destroy();
});

it('leaves no connection behind, whenever it is closed', async () => {
  for (let turns = 0; turns < 12; turns++) {
    const { cluster, sockets } = watched();
    const asked = [cluster.metadata([]), cluster.coordinator('spec'), cluster.controller()];
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    cluster.destroy();
    await Promise.allSettled(asked);
    await vi.waitFor(() => expect(sockets.every((socket) => socket.destroyed)).toBe(true));
  }
});
