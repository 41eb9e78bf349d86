import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lifecycle, Readiness } from '@metamorphosis/core';
import { healthAnswer } from './health-answer.js';

/** A server that answers health questions only. */
export interface HealthServer extends Lifecycle {
  /** Where it listens: of use when it was asked for port 0. */
  readonly port: number;
}

/**
 * Serves `/healthz` and `/readyz` for a process that has no HTTP of its own. Resolves when it
 * listens; rejects with the system's error (EADDRINUSE) when it cannot. Port 0 takes a free one.
 */
export async function serveHealth(
  readiness: Readiness,
  host: string,
  port: number,
): Promise<HealthServer> {
  const server = createServer((request, response) => answer(readiness, request, response));
  server.listen(port, host);
  await once(server, 'listening');
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    return closing;
  };
  return {
    port: (server.address() as AddressInfo).port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function answer(readiness: Readiness, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const found = healthAnswer(path, readiness);
  if (found === undefined) {
    response.writeHead(404).end();
    return;
  }
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
  response.writeHead(found.status, headers).end(found.body);
}
