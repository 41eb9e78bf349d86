import net, { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { NotSent } from '../errors.js';
import { compileOptions } from '../options.js';
import { BrokerLink } from './broker-link.js';
import { internals } from './kafkajs-internals.js';
import { patchRequestQueue } from './request-queue-patch.js';

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((done) => server.once('listening', done));
  return (server.address() as AddressInfo).port;
}

it('sends small requests at once: TCP_NODELAY is set on every connection', async () => {
  const port = await listen((socket) => socket.destroy());
  const delays: (boolean | undefined)[] = [];
  const options = compileOptions({
    brokers: [`127.0.0.1:${port}`],
    clientId: 'spec',
    socketFactory: ({ host, port: to, onConnect }) => {
      const socket = net.connect({ host, port: to }, onConnect);
      const original = socket.setNoDelay.bind(socket);
      socket.setNoDelay = (noDelay) => {
        delays.push(noDelay);
        return original(noDelay);
      };
      return socket;
    },
  });
  const link = new BrokerLink({ host: '127.0.0.1', port }, options);
  await expect(link.open()).rejects.toBeInstanceOf(NotSent);
  expect(delays).toEqual([true]);
  expect(link.isUsable).toBe(false);
  await expect(link.open()).rejects.toBeInstanceOf(NotSent);
});

it('leaves no timer behind in a request queue that has nothing pending', () => {
  patchRequestQueue();
  patchRequestQueue();
  const Queue = internals.RequestQueue as unknown as new (options: object) => {
    pending: object[];
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    destroy(): void;
  };
  const queue = new Queue({ maxInFlightRequests: null, requestTimeout: 1, clientId: 'c' });
  queue.checkPendingRequests();
  expect(queue.throttleCheckTimeoutId).toBeNull();
  // A throttled request still needs its timer.
  queue.throttledUntil = Date.now() + 60_000;
  queue.pending.push({});
  queue.checkPendingRequests();
  expect(queue.throttleCheckTimeoutId).not.toBeNull();
  queue.destroy();
});
