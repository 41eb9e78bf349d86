import { Option, type Command } from 'commander';

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
