import { expect, test } from 'vitest';
import type { ConsumerStatus, DeadLetterSummary } from '@metamorphosis/contract';
import { CODE, startManager } from '../testing/start-manager.js';

const STATUS: ConsumerStatus = {
  name: 'commands',
  group: 'orders.commands',
  topics: ['orders.commands'],
  joined: true,
  paused: false,
  concurrency: 64,
  partitions: [{ topic: 'orders.commands', partition: 1 }],
  recordsHandled: 7,
  retries: 2,
  deadLetters: 1,
  inHand: 3,
  running: 1,
  fullPartitions: [{ topic: 'orders.commands', partition: 1 }],
  rate: 1.5,
  p50Ms: 4,
  p99Ms: 20,
};

test('nodes, services, consumers and workers are told, in order, and by filter', async () => {
  const bed = await startManager();
  await bed.node('n2', { services: { orders: ['stock-outcome', 'commands'] } });
  await bed.node('n1', { services: { inventory: ['order-lifecycle', 'commands'] } });
  const web = await bed.ask(`{
    nodes { name host state cpu cpus load memory { totalBytes freeBytes } disk { totalBytes } network { sentPerSecond }
      version services consumers { name } workers { pid } }
    services { name nodes consumers { name node } workers { consumers } unpublished }
    consumers { service name node group desiredProcesses actualProcesses paused concurrency recycling { jitter } problems }
    workers { node service consumers pid state recordsHandled currentRecord { offset } }
  }`);
  expect(web['nodes']).toMatchObject([
    {
      name: 'n1',
      host: 'a-host',
      state: 'UP',
      cpu: 0.25,
      memory: { totalBytes: 8e9, freeBytes: 2e9 },
      network: { sentPerSecond: null },
      services: ['inventory'],
      consumers: [{ name: 'commands' }, { name: 'order-lifecycle' }],
    },
    { name: 'n2' },
  ]);
  expect(web['services']).toMatchObject([
    { name: 'inventory', nodes: ['n1'], unpublished: null },
    { name: 'orders', nodes: ['n2'] },
  ]);
  const named = (web['consumers'] as { service: string; name: string }[]).map(
    ({ service, name }) => `${service} ${name}`,
  );
  expect(named).toEqual([
    'inventory commands',
    'orders commands',
    'inventory order-lifecycle',
    'orders stock-outcome',
  ]);
  expect(web['workers']).toHaveLength(4);

  const filtered = await bed.ask(`{
    nodes(name: "n1") { name }
    services(name: "orders") { name }
    consumers(service: "orders", name: "commands", node: "n2") { name }
    none: consumers(node: "n1", service: "orders") { name }
    workers(service: "orders", consumer: "stock-outcome") { consumers }
    nobody: workers(node: "n3") { pid }
  }`);
  expect(filtered).toEqual({
    nodes: [{ name: 'n1' }],
    services: [{ name: 'orders' }],
    consumers: [{ name: 'commands' }],
    none: [],
    workers: [{ consumers: ['stock-outcome'] }],
    nobody: [],
  });
});

test('what workers tell is summed up for their consumer; those that do not live are not listed', async () => {
  const bed = await startManager();
  const node = await bed.node('n1', { services: { orders: ['commands'] } });
  const since = Date.now() - 30_000;
  await node.tell((worker) => ({
    ...worker,
    status: {
      memoryBytes: 1e8,
      cpu: 0.5,
      backlog: {
        unpublished: 4,
        oldestUnpublishedAt: new Date(since).toISOString(),
        parked: { commands: 5 },
      },
      consumers: [{ ...STATUS, oldestInHandAt: since }],
    },
  }));
  await bed.log.createTopics([{ name: 'orders.commands', partitions: 2 }]);
  const query = `{
    consumers { lagRecords lagSeconds rate recordsHandled retries deadLetters parked
      fullPartitions { consumer topic partition } inHand p50 p99 }
    workers { recordsHandled memoryBytes partitions { consumer partition } }
    services { unpublished unpublishedSeconds }
  }`;
  const quiet = await bed.ask(query);
  expect(quiet['consumers']).toEqual([
    {
      lagRecords: 0,
      lagSeconds: 0,
      rate: 1.5,
      recordsHandled: 7,
      retries: 2,
      deadLetters: 1,
      parked: 5,
      fullPartitions: [{ consumer: 'commands', topic: 'orders.commands', partition: 1 }],
      inHand: 3,
      p50: 4,
      p99: 20,
    },
  ]);
  expect(quiet['workers']).toEqual([
    { recordsHandled: 7, memoryBytes: 1e8, partitions: [{ consumer: 'commands', partition: 1 }] },
  ]);
  expect(quiet['services']).toEqual([
    { unpublished: 4, unpublishedSeconds: expect.closeTo(30, -1) as number },
  ]);

  const records = ['a', 'b', 'c'].map((key) => ({ key, value: '{}', headers: {} }));
  await bed.log.append('orders.commands', records);
  await expect
    .poll(async () => (await bed.ask(query))['consumers'])
    .toMatchObject([{ lagRecords: 3, lagSeconds: expect.closeTo(30, -1) as number }]);

  // No worker publishes, so nobody knows what waits.
  await node.tell(({ status: _, ...worker }) => worker);
  expect(
    await bed.ask('{ consumers { parked } services { unpublished unpublishedSeconds } }'),
  ).toEqual({
    consumers: [{ parked: null }],
    services: [{ unpublished: null, unpublishedSeconds: null }],
  });
  // Nobody has it in hand: it is as old as the first look that saw it.
  const seen = async (): Promise<{ lagSeconds: number }[]> =>
    (await bed.ask('{ consumers { lagSeconds } }'))['consumers'] as { lagSeconds: number }[];
  const [first] = await seen();
  expect(first?.lagSeconds).toBeLessThan(10);
  await expect
    .poll(async () => (await seen())[0]?.lagSeconds, { timeout: 5000 })
    .toBeGreaterThan(first?.lagSeconds ?? 0);

  await node.tell((worker) => ({ ...worker, state: 'CRASH_LOOP', reasons: ['it crashed'] }));
  const crashed = await bed.ask('{ workers { pid } consumers { problems } }');
  expect(crashed).toMatchObject({
    workers: [],
    consumers: [{ problems: [expect.stringContaining('it crashed')] }],
  });
});

function letter(service: string, n: number): DeadLetterSummary {
  return {
    id: `${service}-${n}`,
    service,
    consumer: 'commands',
    topic: `${service}.commands`,
    partition: 0,
    offset: n,
    key: 'k',
    code: n % 2 === 0 ? 'RECORD_INVALID' : 'INTERNAL_ERROR',
    message: 'no',
    attempts: 5,
    at: new Date(Date.UTC(2026, 10, 21, 8, n)).toISOString(),
    value: '{}',
  };
}

test('dead letters of all services are paged, oldest first, and found by filter', async () => {
  const bed = await startManager();
  await bed.node('n1', {
    services: { orders: ['commands'] },
    letters: [1, 3, 5].map((n) => letter('orders', n)),
  });
  await bed.node('n2', {
    services: { inventory: ['commands'] },
    letters: [2, 4].map((n) => letter('inventory', n)),
  });
  const query = `query ($after: String, $filter: DeadLetterFilter) {
    deadLetters(first: 2, after: $after, filter: $filter) {
      nodes { id } totalCount unanswered { service } pageInfo { hasNextPage hasPreviousPage endCursor }
    }
  }`;
  interface Page {
    readonly deadLetters: {
      readonly nodes: readonly { readonly id: string }[];
      readonly totalCount: number;
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  }
  const read: string[] = [];
  let after: string | undefined;
  for (let more = true; more;) {
    const { deadLetters: page } = (await bed.ask(query, { after })) as unknown as Page;
    expect(page.totalCount).toBe(5);
    read.push(...page.nodes.map(({ id }) => id));
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  expect(read).toEqual(['orders-1', 'inventory-2', 'orders-3', 'inventory-4', 'orders-5']);
  const even = await bed.ask(query, { filter: { code: 'RECORD_INVALID', service: 'inventory' } });
  expect(even).toMatchObject({
    deadLetters: { nodes: [{ id: 'inventory-2' }, { id: 'inventory-4' }] },
  });
  expect(await bed.refused(query, { after: 'nonsense' })).toMatchObject({
    code: 'VALIDATION_FAILED',
  });
  expect(await bed.refused(query, { filter: { service: 'order' } })).toEqual({
    code: 'SERVICE_UNKNOWN',
    message: 'No node runs a service "order"; did you mean "orders"? Services: inventory, orders.',
  });
});

test('a service of which nobody answers is named, and the others are listed', async () => {
  const bed = await startManager({ timeoutMs: 200 });
  const quiet = await bed.node('n1', { services: { orders: ['commands'] } });
  await bed.node('n2', {
    services: { inventory: ['commands'] },
    letters: [letter('inventory', 2)],
  });
  quiet.silent = true;
  expect(await bed.ask('{ deadLetters { nodes { id } unanswered { service reason } } }')).toEqual({
    deadLetters: {
      nodes: [{ id: 'inventory-2' }],
      unanswered: [{ service: 'orders', reason: 'No node of the service answered in time.' }],
    },
  });
});

test('the web is told at once and after each change, until the subscriber leaves', async () => {
  const bed = await startManager();
  const node = await bed.node('n1');
  const client = bed.client({ authCode: CODE });
  const results = client.iterate({
    query: 'subscription { serviceWebChanged { desiredVersion nodes { name } workers { pid } } }',
  });
  const next = async (): Promise<unknown> => (await results.next()).value as unknown;
  expect(await next()).toMatchObject({
    data: { serviceWebChanged: { nodes: [{ name: 'n1' }], workers: [{}, {}] } },
  });
  await bed.node('n2', { services: { orders: ['commands'] } });
  await expect.poll(next, { timeout: 5000 }).toMatchObject({
    data: { serviceWebChanged: { nodes: [{ name: 'n1' }, { name: 'n2' }] } },
  });
  await node.leave();
  await expect
    .poll(next, { timeout: 5000 })
    .toMatchObject({ data: { serviceWebChanged: { nodes: [{ name: 'n2' }] } } });
  await results.return?.();
});
