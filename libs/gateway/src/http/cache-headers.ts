import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Answer } from '@metamorphosis/federation';
import type { GatewayOptions } from '../gateway.js';
import { headersRead } from '../propagation/header-rules.js';

/** What the answer of a GET tells browsers and proxies of how long it holds. */
export type CacheHeaders = (response: ServerResponse, answer: Answer) => OutgoingHttpHeaders;

/**
 * Makes it: `cache-control` and `age` where the schema says how long an answer holds, `no-store` otherwise. An answer
 * is for all only where everybody may ask; `vary` names the headers that subgraphs get to see. Where
 * rules may take any header, nobody else keeps an answer.
 */
export function createCacheHeaders({
  headers = {},
  identity,
}: Pick<GatewayOptions, 'headers' | 'identity'>): CacheHeaders {
  const read = headersRead(headers);
  const vary = ['accept', ...(identity ? ['authorization'] : []), ...(read ?? [])];
  return (response, { caching }) => {
    if (!caching || !read) return NO_STORE;
    const isPublic = caching.scope === 'PUBLIC' && identity?.required !== true;
    const maxAge = Math.floor(caching.maxAgeMs / 1000);
    const said = response.getHeader('vary');
    const all = said === undefined ? vary : [String(said), ...vary];
    return {
      'cache-control': `${isPublic ? 'public' : 'private'}, max-age=${maxAge}`,
      age: String(Math.floor(caching.ageMs / 1000)),
      vary: [...new Set(all)].join(', '),
    };
  };
}

const NO_STORE = { 'cache-control': 'no-store' };
