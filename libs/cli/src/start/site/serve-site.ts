import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAssets, type Asset } from './read-assets.js';

/** What is served, and where. */
export interface SiteOptions {
  /** The built page: a folder with `index.html`. */
  readonly folder: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The gateway that the page calls, once it is known: `/config.json` tells it. */
  readonly gateway: () => string | undefined;
}

/** A page under an address of its own. */
export interface Site {
  readonly url: string;
  /** The origins that its visitors' browsers name, where it listens on this machine alone. */
  readonly origins: readonly string[];
  close(): Promise<void>;
}

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
/** The page runs its own scripts alone, and calls servers of any address. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  'connect-src http: https: ws: wss:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves a built page from memory. */
export async function serveSite(options: SiteOptions): Promise<Site> {
  const { folder, host, port, gateway } = options;
  const assets = readAssets(folder);
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*$/, '');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/config.json') serveConfig(response, gateway());
    else serveAsset(request, response, assets.get(path === '/' ? '/index.html' : path));
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  const names = [...new Set([host, '127.0.0.1', 'localhost'])];
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}/`,
    origins: isLoopback(host) ? names.map((name) => `http://${name}:${taken}`) : [],
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

function serveConfig(response: ServerResponse, url: string | undefined): void {
  const headers = { ...HEADERS, 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(url === undefined ? 503 : 200, headers).end(JSON.stringify({ url }));
}

function serveAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset | undefined,
): void {
  if (!asset) {
    response.writeHead(404, { ...HEADERS, 'content-type': 'text/plain' }).end('Not found.');
    return;
  }
  const headers = {
    ...HEADERS,
    'content-type': asset.type,
    'content-security-policy': POLICY,
    // Names of built files change with what is in them; the page's own does not.
    'cache-control': asset.lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: asset.etag,
  };
  if (request.headers['if-none-match'] === asset.etag) response.writeHead(304, headers).end();
  else response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : asset.body);
}
