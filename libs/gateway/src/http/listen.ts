import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errors } from '@metamorphosis/contract';

/** How to listen, and how long clients may take to say what they want. */
export interface ListenOptions {
  /** Stands in front of PORT and HOST in what is told about them. */
  readonly prefix?: string;
  /** The head of a request. @default 10000 */
  readonly headersTimeoutMs?: number;
  /** A whole request. @default 30000 */
  readonly requestTimeoutMs?: number;
}

/**
 * Listens; rejects with CONFIGURATION_INVALID and what to do when the port is taken: to set PORT and HOST,
 * or what `prefix` makes of their names.
 */
export async function listen(
  listener: RequestListener,
  host: string,
  port: number,
  { prefix = '', headersTimeoutMs = 10_000, requestTimeoutMs = 30_000 }: ListenOptions = {},
): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 1_000),
    },
    listener,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(explain(cause, host, port, prefix)),
    );
    server.listen(port, host, resolve);
  });
  return server;
}

const TIDY_EVERY_MS = 50;

/** The port that a server listens on. */
export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/**
 * Stops taking connections and waits for the requests in hand; cuts off what is left after the
 * deadline. Idle connections close at once.
 */
export function drain(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), timeoutMs);
    // A connection whose last request was answered is kept alive by the client, not by us.
    const tidy = setInterval(() => server.closeIdleConnections(), TIDY_EVERY_MS);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(tidy);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function explain(cause: NodeJS.ErrnoException, host: string, port: number, prefix: string): Error {
  const where = `${host}:${port}`;
  // A gateway is run from settings, or by `gregor gateway` from a file and options.
  const [inHost, inPort] =
    prefix === ''
      ? [
          'HOST (gregor gateway: --host, or listen.host)',
          'PORT (gregor gateway: --port, or listen.port)',
        ]
      : [`${prefix}HOST`, `${prefix}PORT`];
  if (cause.code === 'EADDRINUSE') {
    return errors.CONFIGURATION_INVALID(
      [
        `Port ${port} is in use on ${host}. Stop what listens there, or set another one: ${inPort}.`,
      ],
      { cause },
    );
  }
  if (cause.code === 'EACCES' || cause.code === 'EADDRNOTAVAIL') {
    return errors.CONFIGURATION_INVALID(
      [`Cannot listen on ${where} (${cause.code}). Set ${inHost} and ${inPort}.`],
      { cause },
    );
  }
  return cause;
}
