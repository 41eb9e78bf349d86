import type { SupergraphManager } from '@apollo/gateway';
import { request } from 'undici';
import { errors } from '@metamorphosis/contract';
import { polledSource, type PollOptions } from './polled-source.js';

/** Where a registry serves the supergraph. */
export interface RegistryAddress {
  /** Answers GET with the supergraph's SDL. */
  readonly url: string;
  /** Sent with each request: a key. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How long it may take to answer. @default 10000 */
  readonly timeoutMs?: number;
}

/**
 * A supergraph from a registry, asked for with the ETag of the last one: 304 says that it is the
 * same. The registry is waited for at the start; afterwards the gateway does without it.
 */
export function supergraphRegistry(
  { url, headers = {}, timeoutMs = 10_000 }: RegistryAddress,
  options: PollOptions,
): SupergraphManager {
  let etag: string | undefined;
  let last: string | undefined;
  return polledSource(async (signal) => {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await request(url, {
      signal: deadline,
      headers: { accept: 'text/plain', ...headers, ...(etag && { 'if-none-match': etag }) },
    }).catch((cause: unknown) => {
      throw errors.UNAVAILABLE([`The registry at ${url}`], { cause });
    });
    const text = await response.body.text();
    if (response.statusCode === 304) return undefined;
    if (response.statusCode !== 200) {
      throw errors.UNAVAILABLE([`The registry at ${url} (HTTP ${response.statusCode})`]);
    }
    etag = headerOf(response.headers['etag']);
    if (text === last) return undefined;
    last = text;
    return text;
  }, options);
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
