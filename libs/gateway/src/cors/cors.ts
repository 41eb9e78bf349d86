import type { IncomingMessage, ServerResponse } from 'node:http';

/** Which pages may read answers. */
export interface CorsOptions {
  /** Origins as browsers send them (`https://shop.example`), or `*` for all. */
  readonly origins: readonly string[];
  /** Whether pages may send cookies along; not with `*`. @default false */
  readonly credentials?: boolean;
  /** How long a browser remembers what it was told. @default 600 */
  readonly maxAgeSeconds?: number;
}

/** What a gateway tells browsers about other origins. */
export interface Cors {
  allows(origin: string | undefined): boolean;
  /** Sets the headers of an answer; true when the request was a question of the browser and is answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
}

const METHODS = 'GET, POST, PUT, DELETE';
const EXPOSED = 'retry-after, www-authenticate';

/** Makes it. Without origins no other page may read anything, and browsers are told nothing. */
export function createCors({
  origins,
  credentials = false,
  maxAgeSeconds = 600,
}: CorsOptions): Cors {
  const known = new Set(origins);
  const all = known.has('*');
  const allows = (origin: string | undefined): boolean =>
    origin !== undefined && (all || known.has(origin));
  return {
    allows,
    handle: (request, response) => {
      const { origin, 'access-control-request-method': wanted } = request.headers;
      if (known.size === 0) return false;
      // A cache must not give the answer to one origin to another.
      if (!all) response.setHeader('vary', 'origin');
      const isQuestion = request.method === 'OPTIONS' && wanted !== undefined;
      if (allows(origin)) {
        response.setHeader('access-control-allow-origin', all ? '*' : (origin ?? ''));
        if (credentials && !all) response.setHeader('access-control-allow-credentials', 'true');
        if (isQuestion) {
          response.setHeader('access-control-allow-methods', METHODS);
          const headers = request.headers['access-control-request-headers'];
          if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
          response.setHeader('access-control-max-age', String(maxAgeSeconds));
        } else response.setHeader('access-control-expose-headers', EXPOSED);
      }
      if (isQuestion) response.writeHead(204).end();
      return isQuestion;
    },
  };
}
