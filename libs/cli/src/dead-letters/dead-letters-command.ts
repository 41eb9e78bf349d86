import type { Command } from 'commander';
import type { DiscardOptions, ListOptions, ReplayOptions } from './dead-letters.js';

/** Adds `gregor dead-letters` with its parts. */
export function addDeadLettersCommand(program: Command): void {
  const group = program
    .command('dead-letters')
    .description('find, replay and discard the records that consumers gave up on')
    .addHelpText(
      'after',
      `
Reads the stores of the services that the environment names (DATABASE_URL, or METAMORPHOSIS_DATA).

Examples:
  gregor dead-letters list --service orders --since 2h
  gregor dead-letters show orders/12
  gregor dead-letters replay --code COMMAND_FAILED --message timeout --rate 50
  gregor dead-letters discard orders/12 --reason "test data"`,
    );
  withConditions(group.command('list').description('list them, the oldest first'))
    .addHelpText('after', examples('list --consumer commands', 'list --since "2h ago" --json'))
    .option('--limit <n>', 'how many at most of each service', '50')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions) => (await letters()).list(options));
  group
    .command('show <id>')
    .description('show one with its stack and its record')
    .addHelpText('after', examples('show orders/12'))
    .option('--service <name>', 'the service, when the id does not name it')
    .option('--json', 'print JSON')
    .action(async (id: string, options: ListOptions) => (await letters()).show(id, options));
  withConditions(group.command('replay [ids...]'))
    .description('have them handled again, in the order of their keys')
    .addHelpText(
      'after',
      examples('replay orders/12 orders/13', 'replay --code COMMAND_FAILED --rate 50'),
    )
    .option('--all', 'all of them, when nothing else says which')
    .option('--rate <n>', 'records a second (default: at once)')
    .action(async (ids: string[], options: ReplayOptions) =>
      (await letters()).replay(ids, options),
    );
  withConditions(group.command('discard [ids...]'))
    .description('set them aside; they stay in the database with the reason')
    .addHelpText('after', examples('discard orders/12 --reason "test data"'))
    .option('--all', 'all of them, when nothing else says which')
    .requiredOption('--reason <text>', 'why')
    .action(async (ids: string[], options: DiscardOptions) =>
      (await letters()).discard(ids, options),
    );
}

const letters = (): Promise<typeof import('./dead-letters.js')> => import('./dead-letters.js');

/** Examples for the help of one command. */
function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  gregor dead-letters ${line}`).join('\n')}`;
}

function withConditions(command: Command): Command {
  return command
    .option('--service <name>', 'of one service (default: all)')
    .option('--consumer <name>', 'of one consumer')
    .option('--code <code>', 'with this error code')
    .option('--message <text>', 'with this text in the error message')
    .option('--key <key>', 'with this key')
    .option('--since <time>', 'parked then or later: 2026-11-21T10:00:00Z, or 2h ago')
    .option('--until <time>', 'parked before');
}
