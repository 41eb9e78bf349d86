import type { Command } from 'commander';
import type { TopicsOptions } from './topics.js';

/** Adds `gregor topics`. */
export function addTopicsCommand(program: Command): void {
  const group = program
    .command('topics')
    .description('compare the topics of all services with those of the log');
  const about = (...lines: readonly string[]): string => `
Services make their topics themselves when they start; this is for logs on which they may not. Which log, the environment says
(KAFKA_BROKERS, METAMORPHOSIS_DATA), and how many partitions a new topic gets (METAMORPHOSIS_PARTITIONS). The services
must be built. Topics that a service names itself (topics of its module) are not known before it runs.

Examples:
${lines.map((line) => `  gregor topics ${line}`).join('\n')}`;
  group
    .command('plan')
    .description('print what would be made, and what differs')
    .option('--json', 'print JSON')
    .addHelpText('after', about('plan', 'plan --json'))
    .action(async (options: TopicsOptions) => (await import('./topics.js')).planTopics(options));
  group
    .command('apply')
    .description('make the topics that are missing')
    .option('--yes', 'do it; without it only the plan is printed')
    .option('--json', 'print JSON')
    .addHelpText('after', about('apply --yes'))
    .action(async (options: TopicsOptions) => (await import('./topics.js')).applyTopics(options));
}
