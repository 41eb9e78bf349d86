import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { createClient, type Client } from '@metamorphosis/client';
import { errors } from '@metamorphosis/contract';

/** What every command takes that asks a gateway. */
export interface GatewayOptions {
  readonly url: string;
  readonly tokenFile?: string;
}

/** Adds the options by which a gateway is found. */
export function addGatewayOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--url <url>', 'where the gateway answers')
        .env('GREGOR_URL')
        .default('http://127.0.0.1:4000/graphql'),
    )
    .addOption(
      new Option('--token-file <file>', 'a file with the access token to call with').env(
        'GREGOR_TOKEN_FILE',
      ),
    );
}

/** A client of that gateway. Throws CONFIGURATION_INVALID. */
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
