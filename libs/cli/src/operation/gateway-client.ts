import { readFileSync } from 'node:fs';
import { createClient, type Client } from '@metamorphosis/client';
import { errors } from '@metamorphosis/contract';
import type { GatewayOptions } from './gateway-options.js';

/** A client of the gateway that the options name. Throws CONFIGURATION_INVALID. */
export function clientOf({ url, tokenFile }: GatewayOptions): Client {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw errors.CONFIGURATION_INVALID([
      `--url is "${url}", no address such as http://127.0.0.1:4000/graphql.`,
    ]);
  }
  const token = tokenFile === undefined ? undefined : readToken(tokenFile);
  return createClient({
    url,
    retry: { maxAttempts: 3 },
    headers: { 'x-client-name': 'gregor' },
    ...(token !== undefined && { token: () => token }),
  });
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`--token-file: ${(cause as Error).message}.`], { cause });
  }
}
