import { expect, test } from 'vitest';
import type { DeadLetterSummary } from '@metamorphosis/contract';
import { writeWishes } from '@metamorphosis/core';
import { CODE, startManager } from '../testing/start-manager.js';

const scale = (processes: number, more = ''): string =>
  `mutation { scaleConsumer(service: "orders", consumer: "commands", processes: ${processes} ${more})
    { node outcome reason } }`;
const PROCESSES =
  '{ consumers(service: "orders", name: "commands") { node desiredProcesses actualProcesses } }';

test('DONE means that the change is in effect, on every node that has the service', async () => {
  const bed = await startManager();
  const [one] = await Promise.all([bed.node('n1'), bed.node('n2')]);
  await bed.node('n3', { services: { inventory: ['commands'] } });
  expect(await bed.ask(scale(3))).toEqual({
    scaleConsumer: [
      { node: 'n1', outcome: 'DONE', reason: null },
      { node: 'n2', outcome: 'DONE', reason: null },
    ],
  });
  expect(await bed.ask(PROCESSES)).toEqual({
    consumers: ['n1', 'n2'].map((node) => ({ node, desiredProcesses: 3, actualProcesses: 3 })),
  });
  expect(one.pids).toHaveLength(4);
  await bed.ask(scale(1, ', node: "n1"'));
  expect(await bed.ask(PROCESSES)).toMatchObject({
    consumers: [{ actualProcesses: 1 }, { actualProcesses: 3 }],
  });
});

test('each setting comes into effect, and is taken back by a reset', async () => {
  const bed = await startManager();
  await bed.node('n1');
  const of = 'service: "orders", consumer: "commands"';
  const answers = await bed.ask(`mutation {
    pauseConsumer(${of}) { outcome }
    setConcurrency(${of}, concurrency: 5) { outcome }
    setRecycling(${of}, recycling: { afterRecords: 100, jitter: 0.5 }) { outcome }
  }`);
  for (const [{ outcome }] of Object.values(answers) as [{ outcome: string }][]) {
    expect(outcome).toBe('DONE');
  }
  const query = `{ consumers(name: "commands") { paused concurrency recycling { afterRecords jitter maxAgeMs } } }`;
  const set = {
    paused: true,
    concurrency: 5,
    recycling: { afterRecords: 100, jitter: 0.5, maxAgeMs: null },
  };
  expect(await bed.ask(query)).toEqual({ consumers: [set] });
  await bed.ask(`mutation { resumeConsumer(${of}) { outcome } }`);
  expect(await bed.ask(query)).toEqual({ consumers: [{ ...set, paused: false }] });
  await bed.ask(`mutation { resetConsumer(${of}) { outcome } }`);
  await expect.poll(() => bed.ask(query)).toMatchObject({ consumers: [{ concurrency: 64 }] });
});

test('a drained node runs no workers until that is undone', async () => {
  const bed = await startManager();
  const node = await bed.node('n1');
  expect(await bed.ask('mutation { drainNode(node: "n1") { node outcome } }')).toEqual({
    drainNode: [{ node: 'n1', outcome: 'DONE' }],
  });
  expect(await bed.ask('{ nodes { state } workers { pid } }')).toEqual({
    nodes: [{ state: 'DRAINED' }],
    workers: [],
  });
  expect(node.pids).toEqual([]);
  await bed.ask('mutation { undrainNode(node: "n1") { outcome } }');
  expect(await bed.ask('{ nodes { state } }')).toEqual({ nodes: [{ state: 'UP' }] });
});

test('stop and kill reach the processes that are meant, and are not kept for later ones', async () => {
  const bed = await startManager();
  const node = await bed.node('n1');
  const [pid] = node.pids;
  const query = `mutation ($pid: Int!) { killWorker(node: "n1", pid: $pid) { outcome } }`;
  expect(await bed.ask(query, { pid })).toEqual({ killWorker: [{ outcome: 'DONE' }] });
  expect(node.pids).not.toContain(pid);
  expect(await bed.refused(query, { pid })).toMatchObject({ code: 'WORKER_UNKNOWN' });
  await bed.ask(`mutation {
    stopConsumer(service: "orders", consumer: "commands") { outcome }
    killService(service: "orders") { outcome }
  }`);
  expect(node.requests.map(({ what }) => what)).toEqual([
    { kind: 'end', how: 'kill', target: { kind: 'worker', pid } },
    {
      kind: 'end',
      how: 'stop',
      target: { kind: 'consumer', service: 'orders', consumer: 'commands' },
    },
    { kind: 'end', how: 'kill', target: { kind: 'service', service: 'orders' } },
  ]);
  expect(await bed.ask('mutation { stopNode(node: "n1") { node outcome } }')).toEqual({
    stopNode: [{ node: 'n1', outcome: 'DONE' }],
  });
  expect(await bed.ask('{ nodes { name } }')).toEqual({ nodes: [] });
  const again = await bed.node('n1');
  expect(again.requests).toEqual([]);
});

test('a node that refuses says why; one that does not answer is UNREACHABLE, and adopts it later', async () => {
  const bed = await startManager({ timeoutMs: 400 });
  const [first, second] = [await bed.node('n1'), await bed.node('n2')];
  first.refusal = 'no memory left';
  second.stuck = true;
  expect(await bed.ask(scale(2))).toEqual({
    scaleConsumer: [
      { node: 'n1', outcome: 'REFUSED', reason: 'no memory left' },
      { node: 'n2', outcome: 'UNREACHABLE', reason: 'It did not answer in time.' },
    ],
  });
  second.stuck = false;
  await second.adopt();
  expect(await bed.ask(PROCESSES)).toMatchObject({
    consumers: [{}, { node: 'n2', actualProcesses: 2 }],
  });
});

test('a node that is started again meanwhile is asked in its new run', async () => {
  const bed = await startManager({ timeoutMs: 10_000 });
  const before = await bed.node('n1');
  before.silent = true;
  const scaling = bed.ask(scale(2));
  await expect.poll(() => before.requests.length).toBeGreaterThan(0);
  // Nobody looks between the two runs.
  const swapped = Promise.withResolvers<void>();
  const list = bed.board.list.bind(bed.board);
  bed.board.list = (kind) => swapped.promise.then(() => list(kind));
  await before.leave();
  const after = await bed.node('n1');
  swapped.resolve();
  expect(await scaling).toMatchObject({ scaleConsumer: [{ node: 'n1', outcome: 'DONE' }] });
  expect(after.requests).toMatchObject([{ what: { kind: 'settle' } }]);
  expect(await bed.ask(PROCESSES)).toMatchObject({ consumers: [{ actualProcesses: 2 }] });
});

test('of two that contradict each other the later one holds, and the earlier one is told', async () => {
  const bed = await startManager();
  const node = await bed.node('n1');
  node.stuck = true;
  const earlier = bed.ask(scale(3));
  await expect.poll(() => node.requests.length).toBe(1);
  await writeWishes(bed.log, [
    {
      setting: 'processes',
      service: 'orders',
      consumer: 'commands',
      value: 2,
      node: null,
      at: new Date().toISOString(),
    },
  ]);
  node.stuck = false;
  await node.adopt();
  expect(await earlier).toEqual({
    scaleConsumer: [
      {
        node: 'n1',
        outcome: 'REFUSED',
        reason: 'Somebody has wished otherwise since: version 1 stands, not 0.',
      },
    ],
  });
  expect(await bed.ask(PROCESSES)).toMatchObject({ consumers: [{ actualProcesses: 2 }] });
});

test('more processes than partitions are allowed, with a word about it', async () => {
  const bed = await startManager();
  await bed.log.createTopics([{ name: 'orders.commands', partitions: 4 }]);
  await bed.node('n1');
  expect(await bed.ask(scale(4))).toMatchObject({ scaleConsumer: [{ reason: null }] });
  expect(await bed.ask(scale(6))).toEqual({
    scaleConsumer: [
      { node: 'n1', outcome: 'DONE', reason: '6 processes share 4 partitions: 2 of them idle.' },
    ],
  });
});

test('what is not there, and what cannot be, is refused in words, and nothing is written', async () => {
  const bed = await startManager();
  await bed.node('n1');
  await bed.node('n2', { services: { inventory: ['commands'] } });
  const consumer = (service: string, name: string, more = ''): string =>
    `mutation { pauseConsumer(service: "${service}", consumer: "${name}" ${more}) { node } }`;
  const cases: [string, string, string][] = [
    [
      scale(-1),
      'VALIDATION_FAILED',
      'processes is -1; processes of one consumer on a node: 0 to 256.',
    ],
    [
      consumer('orders', 'comands'),
      'CONSUMER_UNKNOWN',
      'Service "orders" has no consumer "comands"; did you mean "commands"? Consumers: commands, stock-outcome.',
    ],
    [
      consumer('order', 'commands'),
      'SERVICE_UNKNOWN',
      'No node runs a service "order"; did you mean "orders"? Services: inventory, orders.',
    ],
    [
      consumer('orders', 'commands', ', node: "n2"'),
      'SERVICE_UNKNOWN',
      'Node "n2" runs no service "orders". Services: inventory.',
    ],
    [
      consumer('orders', 'commands', ', node: "nowhere"'),
      'NODE_UNKNOWN',
      'No node is named "nowhere". Nodes: n1, n2.',
    ],
    [
      'mutation { setConcurrency(service: "orders", consumer: "commands", concurrency: 0) { node } }',
      'VALIDATION_FAILED',
      'concurrency is 0; records at once in a process: 1 to 10000.',
    ],
    [
      `mutation { setRecycling(service: "orders", consumer: "commands", recycling: { jitter: 2, maxAgeMs: -5 }) { node } }`,
      'VALIDATION_FAILED',
      'jitter is 2; it lies between 0 and 1. maxAgeMs is -5; it is a whole number above 0.',
    ],
    [
      'mutation { replayDeadLetters(filter: { since: "-1" }) { node } }',
      'VALIDATION_FAILED',
      'filter.since is "-1"; it is a time such as 2026-11-21T08:00:00Z.',
    ],
    [
      'mutation { replayDeadLetters(filter: {}, ratePerSecond: -1) { node } }',
      'VALIDATION_FAILED',
      'ratePerSecond is -1; it is above 0, or absent for no limit.',
    ],
    [
      'mutation { discardDeadLetters(filter: {}, reason: " ") { node } }',
      'VALIDATION_FAILED',
      'reason is empty; say why they are given up.',
    ],
  ];
  for (const [query, code, message] of cases) {
    expect(await bed.refused(query)).toEqual({ code, message });
  }
  expect(await bed.ask('{ serviceWeb { desiredVersion } }')).toEqual({
    serviceWeb: { desiredVersion: -1 },
  });
});

test('dead letters are moved by one node of each service', async () => {
  const bed = await startManager();
  const letter = (service: string): DeadLetterSummary => ({
    id: `${service}-1`,
    service,
    consumer: 'commands',
    topic: `${service}.commands`,
    partition: 0,
    offset: 1,
    key: 'k',
    code: 'RECORD_INVALID',
    message: 'no',
    attempts: 1,
    at: '2026-11-21T08:00:00.000Z',
    value: '{}',
  });
  const first = await bed.node('n1', { letters: [letter('orders')] });
  const second = await bed.node('n2');
  const replay = `mutation { replayDeadLetters(filter: { service: "orders" }, ratePerSecond: 5)
    { node service outcome count } }`;
  expect(await bed.ask(replay)).toEqual({
    replayDeadLetters: [{ node: 'n1', service: 'orders', outcome: 'DONE', count: 1 }],
  });
  expect(first.requests.map(({ what }) => what)).toEqual([
    {
      kind: 'dead-letters',
      service: 'orders',
      request: { kind: 'replay', filter: {}, ratePerSecond: 5 },
    },
  ]);
  expect(second.requests).toEqual([]);
  const discard = 'mutation { discardDeadLetters(filter: {}, reason: "old") { count } }';
  expect(await bed.ask(discard)).toEqual({ discardDeadLetters: [{ count: 0 }] });
});

test('the trail says who asked for what, and what came of it; it outlives the manager', async () => {
  const bed = await startManager();
  const node = await bed.node('n1');
  await bed.tell(
    scale(2),
    {},
    {
      'x-auth-code': CODE,
      'x-client-name': 'a spec',
    },
  );
  await bed.refused(scale(-1));
  node.refusal = 'busy';
  await bed.ask('mutation { killService(service: "orders") { outcome } }');
  const query = '{ auditTrail { by what arguments error answers { node outcome reason } } }';
  const trail = [
    {
      by: '127.0.0.1',
      what: 'killService',
      arguments: '{"service":"orders"}',
      error: null,
      answers: [{ node: 'n1', outcome: 'REFUSED', reason: 'busy' }],
    },
    {
      by: '127.0.0.1',
      what: 'scaleConsumer',
      arguments: '{"service":"orders","consumer":"commands","processes":-1}',
      error: expect.stringContaining('VALIDATION_FAILED: processes is -1') as string,
      answers: null,
    },
    {
      by: '127.0.0.1 (a spec)',
      what: 'scaleConsumer',
      arguments: '{"service":"orders","consumer":"commands","processes":2}',
      error: null,
      answers: [{ node: 'n1', outcome: 'DONE', reason: null }],
    },
  ];
  expect(await bed.ask(query)).toEqual({ auditTrail: trail });
  await bed.manager.close();
  await bed.start();
  expect(await bed.ask(query)).toEqual({ auditTrail: trail });
});

test('a log that is away refuses what would have to be kept, and not what would not', async () => {
  const bed = await startManager();
  await bed.node('n1');
  bed.cluster.cut(bed.log);
  expect(await bed.refused(scale(2))).toMatchObject({ code: 'UNAVAILABLE' });
  expect(await bed.ask('mutation { killService(service: "orders") { outcome } }')).toEqual({
    killService: [{ outcome: 'DONE' }],
  });
  expect(await bed.ask('{ consumers { lagRecords } }')).toMatchObject({
    consumers: [{ lagRecords: null }, {}],
  });
});
