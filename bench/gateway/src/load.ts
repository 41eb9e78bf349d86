import { connect, type Socket } from 'node:net';
import { HttpAnswers } from './http-answers.ts';
import { percentile } from './statistics.ts';

/** How a gateway is asked. */
export interface Load {
  readonly url: string;
  /** The body of the n-th request. */
  readonly body: (n: number) => string;
  readonly connections: number;
  /** How long, or how many. */
  readonly durationMs?: number;
  readonly requests?: number;
}

/** What came of it. */
export interface Loaded {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/**
 * Keeps as many requests under way as there are connections, over plain sockets: a client that
 * costs little, for it shares the machine with what is measured. Rejects at any answer but 200 and
 * at any that is another size than the first: equal answers were compared before.
 */
export async function load({
  url,
  body,
  connections,
  durationMs = Infinity,
  requests = Infinity,
}: Load): Promise<Loaded> {
  const { hostname, port, pathname, host } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\naccept: application/json\r\ncontent-length: `;
  const latencies: number[] = [];
  let size: number | undefined;
  let turn = 0;
  const begin = performance.now();
  const end = begin + durationMs;

  const drive = (socket: Socket): Promise<void> =>
    new Promise((resolve, reject) => {
      let sentAt = 0;
      const ask = (): void => {
        const text = body((turn += 1));
        sentAt = performance.now();
        socket.write(`${head}${Buffer.byteLength(text)}\r\n\r\n${text}`);
      };
      const answers = new HttpAnswers(({ status, bytes }) => {
        size ??= bytes;
        if (status !== 200 || bytes !== size) {
          reject(new Error(`${url} answered with ${status} and ${bytes} bytes, not ${size}`));
          return;
        }
        const now = performance.now();
        latencies.push(now - sentAt);
        if (now < end && turn < requests) ask();
        else resolve();
      });
      socket.on('data', (chunk) => answers.read(chunk));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`${url} closed a connection`)));
      ask();
    });

  const sockets = await Promise.all(
    Array.from({ length: connections }, () => opened(Number(port), hostname)),
  );
  try {
    await Promise.all(sockets.map(drive));
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
  const seconds = (performance.now() - begin) / 1000;
  return {
    requests: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: latencies.reduce((longest, ms) => Math.max(longest, ms), 0),
  };
}

function opened(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}
