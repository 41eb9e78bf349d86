import type { Command } from 'commander';
import type { ComposeOptions } from './compose.js';

/** Adds `gregor compose`. */
export function addComposeCommand(program: Command): void {
  program
    .command('compose')
    .description('compose subgraphs into a supergraph, and say what does not fit together')
    .argument('[subgraphs...]', '<name>=<file>@<url>, or <name>=<url> to ask the running subgraph')
    .option('--config <file>', 'the subgraphs that a gateway.yaml names')
    .option('--output <file>', 'write the supergraph there instead of printing it')
    .option('--hints', 'tell all that composition noticed, not warnings alone')
    .addHelpText(
      'after',
      `
Errors and hints name file, line and column. Nothing is written when something does not fit together.

Examples:
  gregor compose users=users.graphql@http://127.0.0.1:4101/graphql orders=http://127.0.0.1:4102/graphql --output supergraph.graphql
  gregor compose --config gateway.yaml > supergraph.graphql

Exit codes: 0 composed, 1 not.`,
    )
    .action(async (subgraphs: readonly string[], options: ComposeOptions) =>
      (await import('./compose.js')).compose(subgraphs, options),
    );
}
