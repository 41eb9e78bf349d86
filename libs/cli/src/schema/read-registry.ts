import { errors } from '@metamorphosis/contract';

/** The supergraph that a registry serves at this moment. */
export interface RegisteredSupergraph {
  readonly url: string;
  readonly supergraph: string;
  /** Names what was served; absent when the registry does not say. */
  readonly etag?: string;
}

/** How long a registry may take to answer, in ms. */
const TIMEOUT_MS = 10_000;

/** True for an address, as opposed to a commit, a folder or a file. */
export function isRegistry(against: string): boolean {
  return /^https?:\/\//.test(against);
}

/**
 * Asks a registry as gateways do: GET answers the composed supergraph. `headers` are `name: value`. Rejects with
 * UNAVAILABLE when it does not answer, with CONFIGURATION_INVALID for a header that is none.
 */
export async function readRegistry(
  url: string,
  headers: readonly string[] = [],
): Promise<RegisteredSupergraph> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const sent = new Headers({ accept: 'text/plain' });
  for (const header of headers) addHeader(sent, header);
  const response = await fetch(url, { headers: sent, signal }).catch((cause: unknown) => {
    throw errors.UNAVAILABLE([`The registry at ${url}`], { cause });
  });
  const supergraph = await response.text();
  if (response.status !== 200) {
    throw errors.UNAVAILABLE([`The registry at ${url} (HTTP ${response.status})`]);
  }
  const etag = response.headers.get('etag');
  return { url, supergraph, ...(etag !== null && { etag }) };
}

function addHeader(sent: Headers, header: string): void {
  const [, name, value] = /^([^:\s]+)\s*:\s*(.*)$/.exec(header) ?? [];
  // Its value may be a secret: it is not repeated.
  if (name === undefined || value === undefined) {
    throw errors.CONFIGURATION_INVALID(['A --header is none: write "name: value".']);
  }
  sent.set(name, value);
}
