import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Answers one path. */
export type PathHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers `paths` on `server` before whoever listens there now; everything else goes on to them.
 * The framework's router and body parser cost more than a small query does
 * (docs/adr/003-nest-graphql-driver.md).
 */
export function intercept(server: Server, paths: ReadonlyMap<string, PathHandler>): void {
  const others = server.listeners('request') as PathHandler[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const handler = paths.get(mark < 0 ? url : url.slice(0, mark));
    if (handler !== undefined) handler(request, response);
    else for (const other of others) other.call(server, request, response);
  });
}
