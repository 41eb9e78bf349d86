import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  ASSETS_PATH,
  PAGE_STYLE,
  pageOf,
  pageScript,
  PUBLIC_PAGE,
  type GraphiqlPage,
} from './graphiql-page.js';

interface Asset {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

/** The page may load and call this server alone; GraphiQL styles its editors inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'content-security-policy': POLICY,
};

/**
 * Serves GraphiQL at `/` for the endpoint at `graphqlPath`, from the published files of its packages:
 * no build, no other server. The handler answers false when the path is not one of its own.
 */
export function createGraphiql(
  graphqlPath: string,
  page: GraphiqlPage = PUBLIC_PAGE,
): (path: string, request: IncomingMessage, response: ServerResponse) => boolean {
  const loaded = new Map<string, Asset>();
  const find = (path: string): Asset | undefined => {
    const known = loaded.get(path);
    if (known) return known;
    const load = ASSETS[path];
    if (!load) return undefined;
    const { type, body } = load(graphqlPath, page);
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    const asset = { type, body, etag };
    loaded.set(path, asset);
    return asset;
  };
  return (path, request, response) => {
    const asset = find(path);
    if (!asset || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const headers = { ...HEADERS, etag: asset.etag };
    if (request.headers['if-none-match'] === asset.etag) {
      response.writeHead(304, headers).end();
      return true;
    }
    response.writeHead(200, {
      ...headers,
      'content-type': `${asset.type}; charset=utf-8`,
      'content-length': Buffer.byteLength(asset.body),
    });
    response.end(request.method === 'HEAD' ? undefined : asset.body);
    return true;
  };
}

const SCRIPT = 'text/javascript';
const STYLE = 'text/css';

type Load = (
  graphqlPath: string,
  page: GraphiqlPage,
) => { readonly type: string; readonly body: string };

const ASSETS: Readonly<Record<string, Load>> = {
  '/': (_, page) => ({ type: 'text/html', body: pageOf(page) }),
  [`${ASSETS_PATH}page.js`]: (path, page) => ({
    type: SCRIPT,
    body: pageScript(path, page),
  }),
  [`${ASSETS_PATH}page.css`]: () => ({ type: STYLE, body: PAGE_STYLE }),
  [`${ASSETS_PATH}graphiql.css`]: published(STYLE, 'graphiql', 'dist/style.css'),
  [`${ASSETS_PATH}graphiql.js`]: published(SCRIPT, 'graphiql', 'dist/index.umd.js'),
  [`${ASSETS_PATH}react.js`]: published(SCRIPT, 'react', 'umd/react.production.min.js'),
  [`${ASSETS_PATH}react-dom.js`]: published(SCRIPT, 'react-dom', 'umd/react-dom.production.min.js'),
};

/** A file of a package, found from here so that the version of our own package.json is meant. */
function published(type: string, name: string, file: string): Load {
  return () => {
    const { resolve } = createRequire(import.meta.url);
    const root = dirname(resolve(`${name}/package.json`));
    // Source maps are for its authors; a browser would ask for a file that is not served.
    const body = readFileSync(join(root, file), 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, '');
    return { type, body };
  };
}
