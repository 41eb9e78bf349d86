import type { Command } from 'commander';
import type { NodeCommandOptions } from './run-node.js';

/** Adds `gregor node`. */
export function addNodeCommand(program: Command): void {
  program
    .command('node')
    .description('run the workers of services on this machine, and restart those that crash')
    .option('--name <name>', 'unique among all nodes (default: the host name)')
    .option(
      '--services <names>',
      'services whose workers it runs, separated by commas (default: all)',
    )
    .option(
      '--config <file>',
      'which services and consumers run how: gregor default-config prints one',
    )
    .addHelpText(
      'after',
      `
What an operator has set through the manager stands above the environment, the environment above the file.

Examples:
  gregor node
  gregor node --name node-2 --services orders,inventory
  gregor node --config gregor.yaml

SIGTERM (or Ctrl-C) stops it: workers finish what they have in hand, commit and leave. A second signal cuts it off.
Exit codes: 0 stopped, 1 failed, 3 cut off.`,
    )
    .action(async (options: NodeCommandOptions) =>
      (await import('./run-node.js')).runNode(options),
    );
}
