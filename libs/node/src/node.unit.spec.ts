import { expect, onTestFinished, test, vi } from 'vitest';
import {
  BoardMemory,
  createMemoryBoard,
  createMemoryEventLog,
  createReadiness,
  MemoryLogCluster,
  silentLogger,
} from '@metamorphosis/core';
import { startNode, type NodeOptions, type RunningNode } from './node.js';

const MODULE = new URL('./testing/program.mjs', import.meta.url).pathname;
const CONSUMERS = [{ name: 'commands', kind: 'commands' as const, group: 'g', topics: [] }];
const PATIENT = { timeout: 40_000 };

class Bench {
  readonly memory = new BoardMemory();
  readonly cluster = new MemoryLogCluster();
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly readiness = createReadiness();

  /** Starts a node whose workers play a role. */
  async start(role: string, options: Partial<NodeOptions> = {}): Promise<RunningNode> {
    const node = await startNode({
      name: 'n1',
      services:
        role === '' ? [] : [{ name: role, module: MODULE, consumers: CONSUMERS, settings: {} }],
      relayed: ['orders'],
      log: createMemoryEventLog(this.cluster),
      board: createMemoryBoard({ memory: this.memory }),
      env: { PATH: process.env['PATH'], ROLE: role },
      partitions: 1,
      drainTimeoutMs: 1000,
      readiness: this.readiness,
      logger: silentLogger,
      signal: new AbortController().signal,
      ...options,
    });
    onTestFinished(() => node.close());
    return node;
  }

  async names(): Promise<readonly string[]> {
    return (await this.board.list('node')).map(({ name }) => name);
  }
}

test(
  'a node is on the board while it runs; its workers are up, its relay works',
  PATIENT,
  async () => {
    const b = new Bench();
    const node = await b.start('steady');
    expect(await b.names()).toEqual(['n1']);
    expect(node.workers.map(({ state }) => state)).toEqual(['UP']);
    await vi.waitFor(() => expect(b.readiness.report().ready).toBe(true));
    const log = createMemoryEventLog(b.cluster);
    const { incarnation = '' } = (await log.topic('orders.events')) ?? {};
    const stream = { topic: 'orders.events', incarnation, partition: 0 };
    await vi.waitFor(async () => expect((await b.board.streamPosition(stream)).next).toBe(0));
    await node.close();
    expect(await b.names()).toEqual([]);
    expect(node.workers).toEqual([]);
  },
);

test('a worker that is not ready, or restarts, makes the node not ready', PATIENT, async () => {
  const b = new Bench();
  await b.start('not-ready');
  await vi.waitFor(() =>
    expect(b.readiness.report().checks['workers of not-ready']).toMatchObject({
      up: false,
      reason: 'board: no answer',
    }),
  );
});

test('a name that another node holds is refused after a lease, in words', PATIENT, async () => {
  const b = new Bench();
  await b.start('');
  await expect(b.start('')).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('"n1"') as string,
  });
});

test('a name whose holder died is taken over', PATIENT, async () => {
  const b = new Bench();
  const dead = { kind: 'node', name: 'n1', incarnation: 'dead', facts: {} };
  await b.board.announce(dead, 1200);
  await b.start('');
  expect(await b.names()).toEqual(['n1']);
});

test('a stop before the workers are up stops them and gives the name back', PATIENT, async () => {
  const b = new Bench();
  const stop = new AbortController();
  // Asked to stop in the very moment in which the workers are started.
  b.readiness.onChange(({ checks }) => {
    if ('workers of crash' in checks) stop.abort(new Error('stopping'));
  });
  const node = await b.start('crash', { signal: stop.signal });
  await node.close();
  expect(await b.names()).toEqual([]);
});

test('a stop while the log is away gives the name back', PATIENT, async () => {
  const b = new Bench();
  const log = createMemoryEventLog(b.cluster);
  b.cluster.cut(log);
  const stop = new AbortController();
  const starting = b.start('steady', { log, signal: stop.signal });
  await vi.waitFor(async () => expect(await b.names()).toEqual(['n1']));
  stop.abort(new Error('stopping'));
  await expect(starting).rejects.toThrow('stopping');
  expect(await b.names()).toEqual([]);
});

test('a start that fails gives the name back', PATIENT, async () => {
  const b = new Bench();
  await createMemoryEventLog(b.cluster).createTopics([{ name: 'orders.events', partitions: 9 }]);
  await expect(b.start('steady')).rejects.toMatchObject({ code: 'TOPIC_MISMATCH' });
  expect(await b.names()).toEqual([]);
});

test.each([
  ['steady', false],
  ['cut-off', true],
  // Does not heed SIGTERM: it is killed at its deadline, 6 s after the time for draining.
  ['stubborn', true],
])(
  'a node whose workers are %s knows whether work was left in hand: %s',
  PATIENT,
  async (role, wasCutOff) => {
    const b = new Bench();
    const node = await b.start(role, { drainTimeoutMs: 1 });
    expect(node.wasCutOff).toBe(false);
    await node.close();
    expect(node.wasCutOff).toBe(wasCutOff);
  },
);
