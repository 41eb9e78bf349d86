import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serve } from '../serve.ts';

// The limit: no GraphQL. Each event is serialized and framed once, and written to the sockets of its stream.
const streams = Number(process.argv[2]);
const readers = Array.from({ length: streams }, () => new Set<Duplex>());
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (_socket, request) => {
  const stream = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('stream'));
  readers[stream]?.add(request.socket);
});

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 126, body.length >> 8, body.length & 255]), body]);
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  serve(`ws://127.0.0.1:${port}/`, streams, (stream, event) => {
    const message = { id: '1', type: 'next', payload: { data: { stockChanged: event } } };
    const bytes = frame(JSON.stringify(message));
    for (const socket of readers[stream] ?? []) socket.write(bytes);
  });
});
