import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const ADA = { query: '{ customer(id: "ada") { name } }' };
const serves = async (bed: TestGateway): Promise<void> => {
  expect(await bed.query(ADA.query)).toEqual({ data: { customer: { name: 'Ada' } } });
};

/** Opens so many sockets at a port; half say nothing, half begin a request. Tells when all are open, and when all are closed. */
const HALF_OPEN = `
  const { connect } = require('node:net');
  const [port, count] = process.argv.slice(1).map(Number);
  let open = 0, closed = 0, next = 0;
  const one = () => {
    if (next >= count) return;
    const half = (next += 1) % 2 === 0;
    const socket = connect(port, '127.0.0.1', () => {
      if (half) socket.write('POST /graphql HTTP/1.1\\r\\nhost: x\\r\\nx-slow: ');
      if ((open += 1) === count) console.log('opened');
      one();
    });
    socket.on('error', () => undefined).resume();
    socket.on('close', () => { if ((closed += 1) === count) console.log('closed'); });
  };
  for (let i = 0; i < 200; i += 1) one();
`;

/** Numbers that look random and are the same in each run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same text with a few bytes changed, doubled or gone. */
function mutate(text: string, random: () => number): Buffer {
  const bytes = [...Buffer.from(text)];
  for (let i = 0; i < 1 + random() * 6; i += 1) {
    const at = Math.floor(random() * bytes.length);
    const how = random();
    if (how < 0.4) bytes[at] = Math.floor(random() * 256);
    else if (how < 0.7) bytes.splice(at, 1 + random() * 8);
    else bytes.splice(at, 0, ...bytes.slice(at, at + random() * 40));
  }
  return Buffer.from(bytes);
}

async function openSockets({ gateway }: TestGateway, count: number): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  return sockets;
}
const ended = (socket: Socket): Promise<unknown> =>
  socket.destroyed ? Promise.resolve() : once(socket.resume(), 'close');

describe('a gateway under hostile input', () => {
  it('answers 1,000 changed bodies, none with a failure of its own', async () => {
    const bed = await startGateway({ limits: { maxBatch: 5 } });
    const random = randomNumbers(7);
    const seeds = [
      JSON.stringify({ ...ADA, variables: { id: 'ada', more: [1, { a: null }] }, extensions: {} }),
      JSON.stringify({
        query: 'query Q($i: ID!) { order(id: $i) { total ...F } } fragment F on Order { id }',
      }),
      JSON.stringify([ADA, { query: 'subscription { orderPlaced { orderId } }' }]),
    ];
    const statuses = new Map<number, number>();
    for (let round = 0; round < 50; round += 1) {
      const answers = Array.from({ length: 20 }, async (_, i) => {
        const response = await fetch(bed.gateway.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: new Uint8Array(mutate(seeds[i % seeds.length] ?? '', random)),
        });
        const parsed: unknown = await response.json();
        expect(typeof parsed).toBe('object');
        expect(JSON.stringify(parsed)).not.toContain('INTERNAL_ERROR');
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      });
      await Promise.all(answers);
    }
    expect([...statuses.keys()].every((status) => [200, 400, 406].includes(status))).toBe(true);
    await serves(bed);
    expect(bed.gateway.load().requests).toBe(0);
  }, 60_000);

  it('takes headers of any kind', async () => {
    const bed = await startGateway();
    const random = randomNumbers(11);
    const seeds = [
      'application/json;q=0.9, text/event-stream',
      'Bearer a.b.c',
      '00-aa-bb-01',
      'session=abc; __proto__=1; $Version=1; a="b;c"',
    ];
    for (let i = 0; i < 200; i += 1) {
      const text = mutate(seeds[i % seeds.length] ?? '', random).toString('latin1');
      const value = text.replaceAll(/[^\x20-\x7e]/g, '');
      const names = ['accept', 'authorization', 'traceparent', 'last-event-id', 'origin', 'cookie'];
      const response = await bed.post(ADA, { [names[i % names.length] ?? '']: value });
      expect([200, 406]).toContain(response.status);
      expect(response.headers.get('set-cookie')).toBeNull();
      await response.body?.cancel();
    }
    await serves(bed);
  }, 60_000);

  it('closes sockets that send frames that are none, and keeps the others', async () => {
    const bed = await startGateway();
    const random = randomNumbers(13);
    const good = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(good, 'open');
    good.send('{"type":"connection_init"}');
    await once(good, 'message');
    const seed = JSON.stringify({ id: '1', type: 'subscribe', payload: ADA });
    for (let i = 0; i < 100; i += 1) {
      const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
      socket.on('error', () => undefined);
      await once(socket, 'open');
      const closed = once(socket, 'close');
      socket.send('{"type":"connection_init"}');
      if (i % 2 === 0) socket.send(mutate(seed, random));
      // Bytes that are no frame at all.
      else (socket as unknown as { _socket: Socket })._socket.write(mutate(seed, random));
      socket.send('{"type":"nothing"}');
      const [code] = (await closed) as [number];
      expect([1002, 1006, 1007, 1009, 4400]).toContain(code);
    }
    good.send(JSON.stringify({ id: '1', type: 'subscribe', payload: ADA }));
    expect(String((await once(good, 'message'))[0])).toContain('"name":"Ada"');
    good.terminate();
  }, 60_000);

  it('refuses what is nested too deeply, wherever it is', async () => {
    const bed = await startGateway();
    const deep = 9_000;
    const documents = [
      '{ a '.repeat(deep) + '}'.repeat(deep),
      `{ customer(id: ${'['.repeat(deep)}${']'.repeat(deep)}) { name } }`,
      `{ customer(id: ${'{a:'.repeat(5_000)}1${'}'.repeat(5_000)}) { name } }`,
      `query Q($i: ${'['.repeat(deep)}ID${']'.repeat(deep)}) { __typename }`,
      `query Q($i: ID = ${'['.repeat(5_000)}${']'.repeat(5_000)}) { customer(id: $i) { name } }`,
      `{ ${'... { '.repeat(6_000)} __typename ${'}'.repeat(6_000)} }`,
    ];
    for (const query of documents) {
      const answer = (await bed.query(query)) as { errors: { extensions: { code: string } }[] };
      const [refused] = answer.errors;
      expect(refused?.extensions.code, query.slice(0, 40)).toBe('LIMIT_EXCEEDED');
    }
    const variables = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"query":"query Q($id: ID!) { customer(id: $id) { name } }","variables":{"id":${variables}}}`;
    const response = await bed.post(body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('LIMIT_EXCEEDED');
    await serves(bed);
  });

  it('refuses a compression bomb without unpacking it', async () => {
    const bed = await startGateway();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(100_000);
    const response = await fetch(bed.gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(bomb),
    });
    expect(response.status).toBe(415);
    await serves(bed);
  });

  it('cuts off 300 clients that never finish their heads, and serves others meanwhile', async () => {
    const bed = await startGateway({ limits: { headersTimeoutMs: 500 } });
    const sockets = await openSockets(bed, 300);
    for (const socket of sockets) socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ');
    await serves(bed);
    await Promise.all(sockets.map(ended));
    await serves(bed);
  }, 30_000);

  it('cuts off 10,000 half-open sockets, holds less than 150 MiB for them, and serves others', async () => {
    const bed = await startGateway({ limits: { headersTimeoutMs: 2_000 } });
    await serves(bed);
    const before = process.memoryUsage.rss();
    // Apart: one process may not have so many files.
    const child = spawn(process.execPath, ['-e', HALF_OPEN, String(bed.gateway.port), '10000']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('opened');
    await serves(bed);
    const held = process.memoryUsage.rss() - before;
    const began = performance.now();
    expect((await lines.next()).value).toBe('closed');
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(held).toBeLessThan(150 * 1024 * 1024);
    await serves(bed);
  }, 60_000);

  it('cuts off 300 sockets that never finish their handshake, or never begin', async () => {
    const bed = await startGateway({
      limits: { headersTimeoutMs: 500, connectionInitTimeoutMs: 300 },
    });
    const sockets = await openSockets(bed, 300);
    const { host } = new URL(bed.gateway.url);
    const head = `GET /graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n`;
    const rest =
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n';
    sockets.forEach((socket, i) => socket.write(i % 2 === 0 ? head : head + rest));
    await serves(bed);
    await Promise.all(sockets.map(ended));
    await expect.poll(() => bed.gateway.load().sockets).toBe(0);
    await serves(bed);
  }, 30_000);

  it('takes no compressed frames: a bomb of them is closed with 1002', async () => {
    const bed = await startGateway();
    const socket = new WebSocket(bed.gateway.url.replace('http', 'ws'), 'graphql-transport-ws', {
      perMessageDeflate: true,
    });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    // It was offered, and not taken.
    expect(socket.extensions).toBe('');
    const bomb = deflateRawSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const head = Buffer.alloc(14);
    // FIN with RSV1 (compressed), masked with nothing.
    head.set([0xc1, 0xff]);
    head.writeBigUInt64BE(BigInt(bomb.length), 2);
    const closed = once(socket, 'close');
    (socket as unknown as { _socket: Socket })._socket.write(Buffer.concat([head, bomb]));
    expect([1002, 1006]).toContain(((await closed) as [number])[0]);
    await serves(bed);
  });

  it('cuts off clients that never finish their bodies, and gives their places back', async () => {
    const bed = await startGateway({
      limits: { requestTimeoutMs: 700, headersTimeoutMs: 500, maxRequests: 51 },
    });
    const sockets = await openSockets(bed, 50);
    const head =
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
    for (const socket of sockets) socket.write(`${head}{"query":`);
    await serves(bed);
    await Promise.all(sockets.map(ended));
    await expect.poll(() => bed.gateway.load().requests).toBe(0);
    await serves(bed);
  }, 30_000);

  it('does not keep what is too large: of ten bodies of 15 MiB less than 80 MiB are held', async () => {
    const bed = await startGateway();
    await serves(bed);
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const chunks = 15 * 16;
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const send = async (socket: Socket): Promise<string> => {
      const answered = once(socket, 'data');
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${chunk.length * chunks}\r\n\r\n`,
      );
      for (let i = 0; i < chunks; i += 1) {
        if (!socket.write(chunk)) await once(socket, 'drain');
        if (i % 40 !== 39) continue;
        // What nobody holds any more does not count.
        collect();
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      return String((await answered)[0]);
    };
    const answers = await Promise.all((await openSockets(bed, 10)).map(send));
    for (const answer of answers) expect(answer).toContain('413 Payload Too Large');
    expect(most).toBeLessThan(80 * 1024 * 1024);
    await serves(bed);
  }, 60_000);
});
