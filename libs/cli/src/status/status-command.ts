import type { Command } from 'commander';
import type { StatusOptions } from './status.js';

/** Adds `gregor status`. */
export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .description('show nodes, services, consumers and workers as they are now')
    .option('--watch', 'show them again and again, until Ctrl-C')
    .option('--json', 'print JSON, as the manager answers it: one line for each look')
    .option('--url <url>', 'ask the manager there, with the code in AUTH_CODE or AUTH_CODE_FILE')
    .addHelpText(
      'after',
      `
Without --url the board and the log are read that the environment names (KAFKA_BROKERS, REDIS_URL, METAMORPHOSIS_DATA,
METAMORPHOSIS_NAMESPACE): a node that was lost is then seen as LOST only by --watch, which saw it before.

  PROC    processes that have joined / are wanted, on that node
  LAG     records on the log that are not committed, of the whole consumer; BEHIND: age of the oldest
  ?       nobody tells: the log does not answer, or nobody saw the record come

Examples:
  gregor status
  gregor status --watch
  gregor status --json
  AUTH_CODE_FILE=code.txt gregor status --url http://127.0.0.1:4001/graphql

Exit codes: 0 shown (also when there is no node), 1 could not be read.`,
    )
    .action(async (options: StatusOptions) => (await import('./status.js')).status(options));
}
