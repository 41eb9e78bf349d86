import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lifecycle } from '@metamorphosis/core';
import { metricsText, type MetricsSnapshot } from './metrics.js';

/** Where metrics are told. */
export interface MetricsServer extends Lifecycle {
  /** `http://127.0.0.1:9464/metrics` */
  readonly url: string;
}

/**
 * Answers GET /metrics with what the processes behind `read` measured, added up, in Prometheus' text format. Resolves
 * when it listens; rejects with the system's error (EADDRINUSE) when it cannot. Port 0 takes a free one.
 */
export async function serveMetrics(
  read: () => Promise<readonly MetricsSnapshot[]>,
  host: string,
  port: number,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    read()
      .then(metricsText)
      .then(
        (text) => response.writeHead(200, { 'content-type': TEXT }).end(text),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  server.listen(port, host);
  await once(server, 'listening');
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }));
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://${host}:${taken}/metrics`, close, [Symbol.asyncDispose]: close };
}

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
