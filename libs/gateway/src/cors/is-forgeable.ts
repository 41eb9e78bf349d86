import type { IncomingMessage } from 'node:http';
import type { Cors } from './cors.js';

/** A page of another origin can send none of these without the browser asking first. */
const PROOFS = [
  'authorization',
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-requested-by',
  'x-requested-with',
] as const;

/** For the message that tells what to do. */
export const PROOF = PROOFS[1];

/**
 * Whether any page in somebody's browser could have made this request, without that person or the
 * browser being asked: a GET with nothing about it that a link or an image would not have, too.
 * (A POST has to be JSON here, which the browser asks about.)
 */
export function isForgeable({ method, headers }: IncomingMessage, cors: Cors): boolean {
  if (method !== 'GET') return false;
  if (headers['content-type']?.startsWith('application/json') === true) return false;
  if (PROOFS.some((name) => headers[name] !== undefined && headers[name] !== '')) return false;
  const site = headers['sec-fetch-site'];
  // Browsers set it, and let no page change it.
  if (site === 'same-origin' || site === 'none') return false;
  return !cors.allows(headers.origin);
}

/**
 * Whether a page of an origin that may not read answers opens a socket: browsers let any page do that.
 * Clients that are no browsers send no Origin.
 */
export function isForeignSocket({ headers }: IncomingMessage, cors: Cors): boolean {
  const { origin, host } = headers;
  if (origin === undefined || cors.allows(origin)) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
