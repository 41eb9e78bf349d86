import { Option, type Command } from 'commander';
import type { GatewayCommandOptions } from './gateway-alone.js';

/** Adds `gregor gateway`. */
export function addGatewayCommand(program: Command): void {
  program
    .command('gateway')
    .description('run the gateway alone, over any federation supergraph')
    .option('--supergraph <file>', 'the composed supergraph: where subgraphs are is read from it')
    .option('--port <port>', 'the port to listen on; 0 takes a free one (default: 4000)')
    .option('--host <host>', 'the address to listen on (default: 127.0.0.1)')
    .option('--config <file>', 'everything that can be said of it, in YAML')
    .addOption(
      new Option('--schema', 'print the JSON Schema of that file and end: editors complete by it'),
    )
    .addHelpText(
      'after',
      `
Options stand above the environment (METAMORPHOSIS_GATEWAY__LISTEN__PORT=4080), the environment above the file.
No log, board or service of Metamorphosis is needed unless the supergraph has subgraphs at board: or local:.

Examples:
  gregor gateway --supergraph supergraph.graphql --port 4000
  gregor gateway --config gateway.yaml
  gregor gateway --schema > gateway.schema.json

SIGTERM (or Ctrl-C) stops it: it takes nothing new, finishes what it has in hand and sends subscribers elsewhere.
Exit codes: 0 stopped, 1 failed, 3 cut off.`,
    )
    .action(async (options: GatewayCommandOptions) =>
      (await import('./gateway-alone.js')).runGatewayAlone(options),
    );
}
