import { once } from 'node:events';
import { WebSocket } from 'ws';
import { percentile } from '../../gateway/src/statistics.ts';
import { subscription } from './event.ts';

// The readers' process: many sockets, each with one subscription on one of the streams.
const [url = '', count = '', streams = '', form = ''] = process.argv.slice(2);
const AT_ONCE = 200;
const MARK = '"at":';

let received = 0;
let lags: number[] = [];

function hear(bytes: Buffer): void {
  const at = bytes.indexOf(MARK);
  if (at < 0) return; // an acknowledgement or a heartbeat
  received += 1;
  if (received % 7 === 0)
    lags.push(Date.now() - parseInt(bytes.toString('latin1', at + MARK.length, at + 30)));
}

async function open(index: number): Promise<void> {
  const stream = index % Number(streams);
  if (form === 'bare') {
    const socket = new WebSocket(`${url}?stream=${stream}`, { perMessageDeflate: false });
    socket.on('message', hear);
    await once(socket, 'open');
    return;
  }
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (bytes: Buffer) => {
    if (bytes.includes('"type":"ping"')) socket.send('{"type":"pong"}');
    else if (bytes.includes('"type":"error"')) throw new Error(bytes.toString());
    else hear(bytes);
  });
  socket.on('close', (code) => {
    throw new Error(`a reader was closed: ${code}`);
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: subscription(stream) }));
}

for (let i = 0; i < Number(count); i += AT_ONCE) {
  const some = Math.min(AT_ONCE, Number(count) - i);
  await Promise.all(Array.from({ length: some }, (_, j) => open(i + j)));
}
process.on('message', () => {
  process.send?.({ received, p50Ms: percentile(lags, 0.5), p99Ms: percentile(lags, 0.99) });
  received = 0;
  lags = [];
});
process.on('disconnect', () => process.exit());
process.send?.({ open: Number(count) });
