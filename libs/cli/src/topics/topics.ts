import { errors } from '@metamorphosis/contract';
import type { EventLog } from '@metamorphosis/core';
import { openPorts, readSettings } from '@metamorphosis/wiring';
import { catalogueOf } from '../commands/catalogue.js';
import { counted } from '../terminal/counted.js';
import { processTerminal, type Terminal } from '../terminal/terminal.js';
import { whileWorking } from '../terminal/while-working.js';
import { findWorkspace } from '../workspace/workspace.js';
import { planPage } from './plan-page.js';
import { topicPlan, wantedTopics, type TopicStep } from './topic-plan.js';

/** The options of `gregor topics`. */
export interface TopicsOptions {
  readonly yes?: true;
  readonly json?: true;
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
  { json }: TopicsOptions,
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

async function apply(log: EventLog, terminal: Terminal, options: TopicsOptions): Promise<void> {
  const steps = await plan(log, terminal, options);
  const missing = steps.filter(({ kind }) => kind === 'create').map(({ topic }) => topic);
  if (missing.length === 0) return;
  if (!options.yes) {
    throw errors.CONFIGURATION_INVALID(['Nothing was made. Say --yes to make them.']);
  }
  await log.createTopics(missing);
  terminal.note(`${counted(missing.length, 'topic was', 'topics were')} made.`);
}

/** Prints what `applyTopics` would make, and what differs. Rejects with CONFIGURATION_INVALID. */
export function planTopics(options: TopicsOptions): Promise<void> {
  return withLog(async (log, terminal) => void (await plan(log, terminal, options)));
}

/** Makes the topics that are missing, once that is confirmed. Rejects with CONFIGURATION_INVALID. */
export function applyTopics(options: TopicsOptions): Promise<void> {
  return withLog((log, terminal) => apply(log, terminal, options));
}
