import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Sends a whole answer; nothing happens when the client has gone. */
export function respond(
  response: ServerResponse,
  status: number,
  body: string,
  contentType: string,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': `${contentType}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
