import type { Command } from 'commander';
import type { ReplayOptions } from './replay.js';

/** Adds `gregor replay`. */
export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description('deliver a range of a topic to a consumer once more')
    .requiredOption('--topic <name>', 'the topic: orders.events')
    .requiredOption('--from <edge>', 'a time (2026-11-21T10:00:00Z, 2h) or an offset (0)')
    .requiredOption('--consumer <name>', 'the consumer: commands, stock-reservation')
    .option(
      '--until <edge>',
      'end (of now), a time or an offset; what lies there is not replayed',
      'end',
    )
    .option('--service <name>', 'whose consumer, when several services have one of that name')
    .option('--partition <n>', 'one partition only')
    .option('--namespace <name>', 'inbox namespace (default: a new one)')
    .option('--rate <n>', 'records a second (default: as fast as they are handled)')
    .option('--dry-run', 'count the records, and do nothing')
    .addHelpText(
      'after',
      `
The records go through the consumer's retry table, each key in order and before its newer records. The inbox knows
them under the namespace: the same range under the same namespace has no second effect, so a replay that was
interrupted is finished by repeating it with --namespace. Outcomes that commands have had stay as they are.

Examples:
  gregor replay --topic orders.events --from 2h --consumer stock-reservation --dry-run
  gregor replay --topic orders.events --from 0 --until 5000 --partition 1 --consumer stock-reservation`,
    )
    .action(async (options: ReplayOptions) => (await import('./replay.js')).replay(options));
}
