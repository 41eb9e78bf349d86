import { Writable } from 'node:stream';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { TurnWrites } from './turn-writes.js';

/** A client that is not connected, and the writes that would reach its server. */
function unconnected(): { readonly writes: number[]; send: (count: number) => void } {
  const writes: number[] = [];
  const stream = new Writable({
    writev: (chunks, done) => {
      writes.push(chunks.length);
      done();
    },
    write: (_chunk, _encoding, done) => {
      writes.push(1);
      done();
    },
  });
  const client = Object.assign(new Redis({ lazyConnect: true }), { stream: stream as never });
  onTestFinished(() => client.disconnect());
  const held = new TurnWrites(client);
  const send = (count: number): void => {
    for (let n = 0; n < count; n++) {
      held.hold();
      stream.write('PING\r\n');
    }
  };
  return { writes, send };
}

test('commands of one turn go in one write at its end', async () => {
  const { writes, send } = unconnected();
  send(5);
  expect(writes).toEqual([]);
  await Promise.resolve();
  send(3);
  await new Promise(setImmediate);
  expect(writes).toEqual([8]);
  send(1);
  await new Promise(setImmediate);
  expect(writes).toEqual([8, 1]);
});

test('the first of many commands do not wait for the last of their turn', async () => {
  const { writes, send } = unconnected();
  send(40);
  expect(writes).toEqual([16, 16]);
  await new Promise(setImmediate);
  expect(writes).toEqual([16, 16, 8]);
});
