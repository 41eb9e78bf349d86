import type { Command } from 'commander';
import { errors } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import { openPorts, readSettings } from '@metamorphosis/wiring';
import { catalogueOf } from '../commands/catalogue.js';
import { processTerminal, type Terminal } from '../terminal/terminal.js';
import { whileWorking } from '../terminal/while-working.js';
import { findWorkspace } from '../workspace/workspace.js';
import { planPage } from './plan-page.js';
import { topicPlan, wantedTopics, type TopicStep } from './topic-plan.js';

interface Options {
  readonly yes?: true;
  readonly json?: true;
}

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
    .action((options: Options) =>
      withLog(async (log, terminal) => void (await plan(log, terminal, options))),
    );
  group
    .command('apply')
    .description('make the topics that are missing')
    .option('--yes', 'do it; without it only the plan is printed')
    .option('--json', 'print JSON')
    .addHelpText('after', about('apply --yes'))
    .action((options: Options) => withLog((log, terminal) => apply(log, terminal, options)));
}

async function withLog(work: (log: EventLog, terminal: Terminal) => Promise<void>): Promise<void> {
  const ports = openPorts('topics', { ...readSettings(), logLevel: 'silent' });
  try {
    await work(ports.log, processTerminal());
  } finally {
    await ports.close();
  }
}

async function plan(
  log: EventLog,
  terminal: Terminal,
  { json }: Options,
): Promise<readonly TopicStep[]> {
  const workspace = findWorkspace(process.cwd());
  const catalogue = await whileWorking(
    'asking the services for their consumers',
    catalogueOf(workspace, workspace.services),
  );
  const steps = await topicPlan(log, wantedTopics(catalogue, readSettings().partitions));
  terminal.print(
    json ? JSON.stringify(steps) : planPage(steps, (style, text) => terminal.paint(style, text)),
  );
  return steps;
}

async function apply(log: EventLog, terminal: Terminal, options: Options): Promise<void> {
  const steps = await plan(log, terminal, options);
  const missing = steps.filter(({ kind }) => kind === 'create').map(({ topic }) => topic);
  if (missing.length === 0) return;
  if (!options.yes) {
    throw errors.CONFIGURATION_INVALID(['Nothing was made. Say --yes to make them.']);
  }
  await log.createTopics(missing);
  terminal.note(`${missing.length} topics were made.`);
}
