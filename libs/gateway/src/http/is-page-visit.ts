import type { IncomingMessage } from 'node:http';

/** Somebody who opened the endpoint in a browser looks for the page, not for an answer. */
export function isPageVisit({ method, url, headers }: IncomingMessage, path: string): boolean {
  return method === 'GET' && url === path && (headers.accept ?? '').includes('text/html');
}
