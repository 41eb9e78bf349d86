import { expect, test } from 'vitest';
import type { ConsumerDescription } from '@metamorphosis/contract';
import { createMemoryEventLog } from '@metamorphosis/core';
import { planPage } from './plan-page.js';
import { topicPlan, wantedTopics } from './topic-plan.js';

const consumer = (
  name: string,
  kind: ConsumerDescription['kind'],
  ...topics: readonly string[]
): ConsumerDescription => ({ name, kind, group: `orders.${name}`, topics });

const catalogue = new Map([
  [
    'orders',
    [
      consumer('commands', 'commands', 'orders.commands'),
      consumer('commands.imports', 'commands', 'orders.commands.imports'),
      consumer('stock', 'events', 'inventory.events', 'orders.events'),
    ],
  ],
]);

test('every queue, the events, what is read of others and their dead letters are wanted, each once', () => {
  expect(wantedTopics(catalogue, 4).map(({ name }) => name)).toEqual([
    'inventory.events',
    'inventory.events.dlq',
    'metamorphosis.service-web',
    'orders.commands',
    'orders.commands.dlq',
    'orders.commands.imports',
    'orders.commands.imports.dlq',
    'orders.events',
    'orders.events.dlq',
  ]);
});

test('a plan names what is missing and what differs, and applying it leaves nothing to do', async () => {
  const log = createMemoryEventLog();
  await log.createTopics([{ name: 'orders.events', partitions: 2 }]);
  const wanted = wantedTopics(catalogue, 4);
  const steps = await topicPlan(log, wanted);
  const page = planPage(steps, (_, text) => text);
  expect(page).toContain('+ orders.commands  4 partitions, kept without limit\n');
  expect(page).toContain('+ inventory.events  4 partitions, kept 7 days\n');
  expect(page).toContain('+ metamorphosis.service-web  1 partition, compacted\n');
  expect(page).toContain('! orders.events  2 partitions, new ones get 4\n');
  expect(page).toMatch(/8 to create, 1 different, 0 as wanted\.$/);
  await log.createTopics(steps.filter(({ kind }) => kind === 'create').map(({ topic }) => topic));
  expect(planPage(await topicPlan(log, wanted), (_, text) => text)).toMatch(
    /0 to create, 1 different, 8 as wanted\.$/,
  );
  await log.close();
});
