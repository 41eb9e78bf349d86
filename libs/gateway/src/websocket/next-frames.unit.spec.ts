import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageType, parseMessage } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { NextFrames } from './next-frames.js';

/** What a client reads in frames, between two messages of another writer. */
async function read(pieces: readonly Buffer[]): Promise<unknown[]> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  server.on('connection', (socket, { socket: wire }) => {
    socket.send('before');
    for (const piece of pieces) wire.write(piece);
    socket.send('after');
    socket.close();
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const texts: string[] = [];
  client.on('message', (data: Buffer) => texts.push(data.toString()));
  await once(client, 'close');
  server.close();
  expect([texts.shift(), texts.pop()]).toEqual(['before', 'after']);
  return texts.map((text) => parseMessage(text));
}

const next = (id: string, payload: object): unknown => ({ id, type: MessageType.Next, payload });

describe('a frame of an answer', () => {
  // On both sides of each length at which a frame is written in another way.
  const sizes = [0, 40, 80, 90, 100, 16_300, 16_400, 65_400, 65_500, 65_600, 200_000];
  it.each(sizes)('is read as its message, with a text of %i bytes', async (size) => {
    const frames = new NextFrames();
    const payload = { data: { text: 'x'.repeat(size) } };
    const ids = ['1', '2f9c1d0a-6a0c-4f0e-9d0e-0f3a5b1c2d3e'];
    const written = ids.flatMap((id) => frames.of(id, JSON.stringify(payload)));
    expect(await read(written)).toEqual(ids.map((id) => next(id, payload)));
  });

  it('keeps ids and texts of any letters', async () => {
    const frames = new NextFrames();
    const payload = { data: { text: 'Käse "für" 😀' } };
    const ids = ['"quoted"', 'zwölf\n', '😀'];
    const written = ids.flatMap((id) => frames.of(id, JSON.stringify(payload)));
    expect(await read(written)).toEqual(ids.map((id) => next(id, payload)));
  });

  it('is another for another answer', async () => {
    const frames = new NextFrames();
    const written = [{ data: 1 }, { data: 2 }, { data: 1 }].flatMap((payload) =>
      frames.of('1', JSON.stringify(payload)),
    );
    expect(await read(written)).toEqual([
      next('1', { data: 1 }),
      next('1', { data: 2 }),
      next('1', { data: 1 }),
    ]);
  });

  it('shares the bytes of a long answer among those who read it', () => {
    const frames = new NextFrames();
    const body = JSON.stringify({ data: 'x'.repeat(100_000) });
    const [, ofOne] = frames.of('1', body);
    const [, ofOther] = frames.of('2', body);
    expect(ofOne).toBe(ofOther);
  });
});
