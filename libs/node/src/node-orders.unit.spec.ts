import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  NODE_PRESENCE,
  nodeChannel,
  type ConsumerWishes,
  type NodeFacts,
  type NodeReply,
  type NodeTask,
  type Wish,
} from '@metamorphosis/contract';
import {
  BoardMemory,
  createMemoryBoard,
  createMemoryEventLog,
  createReadiness,
  createServiceWebTopic,
  MemoryLogCluster,
  silentLogger,
  writeWishes,
} from '@metamorphosis/core';
import { startNode, type NodeOptions } from './node.js';
import type { ConsumerSettings } from './plan/consumer-plan.js';

const MODULE = new URL('./testing/program.mjs', import.meta.url).pathname;
const PATIENT = { timeout: 40_000 };
const consumer = (name: string) => ({
  name,
  kind: 'commands' as const,
  group: `orders.${name}`,
  topics: [`orders.${name}`],
});

/** A service web of memory adapters, with one node at a time and somebody who asks it. */
class Web {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly log = createMemoryEventLog(this.cluster);
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly ended: string[] = [];

  async start(
    settings: Readonly<Record<string, ConsumerSettings>> = {},
    env: Readonly<Record<string, string>> = {},
    options: Partial<NodeOptions> = {},
  ) {
    await createServiceWebTopic(this.log);
    await this.log.createTopics([{ name: 'orders.commands', partitions: 2 }]);
    const node = await startNode({
      name: 'n1',
      services: [
        {
          name: 'orders',
          module: MODULE,
          consumers: [consumer('commands'), consumer('stock')],
          settings,
        },
      ],
      relayed: [],
      log: createMemoryEventLog(this.cluster),
      board: createMemoryBoard({ memory: this.memory }),
      env: { PATH: process.env['PATH'], ROLE: 'worker', ...env },
      partitions: 1,
      drainTimeoutMs: 1000,
      readiness: createReadiness(),
      logger: silentLogger,
      signal: new AbortController().signal,
      endNode: (how) => this.ended.push(how),
      ...options,
    });
    onTestFinished(() => node.close());
    return node;
  }

  /** Wishes something of `commands`; answers the version. */
  wish<K extends keyof ConsumerWishes>(setting: K, value: ConsumerWishes[K] | null) {
    const base = { service: 'orders', consumer: 'commands', node: null };
    return writeWishes(this.log, [
      { ...base, setting, value, at: new Date().toISOString() } as Wish,
    ]);
  }

  async facts(): Promise<NodeFacts> {
    const [presence] = await this.board.list(NODE_PRESENCE);
    return presence?.facts as unknown as NodeFacts;
  }

  async ask(what: NodeTask, ms = 10_000, node = 'n1'): Promise<NodeReply> {
    const presences = await this.board.list(NODE_PRESENCE);
    const presence = presences.find(({ name }) => name === node);
    const id = randomUUID();
    const replyTo = `manager/${id}`;
    const answered = Promise.withResolvers<NodeReply>();
    const listening = await this.board.listen(replyTo, (m) => answered.resolve(m as NodeReply));
    onTestFinished(() => listening.close());
    const channel = nodeChannel(node, presence?.incarnation ?? '');
    await this.board.send(channel, { id, replyTo, expiresAt: Date.now() + ms, what });
    const reply = await answered.promise;
    expect(reply).toMatchObject({ id, node });
    return reply;
  }

  async settled(version: number): Promise<NodeReply> {
    return this.ask({ kind: 'settle', version, service: 'orders' });
  }

  /** Who runs what, as the node announces it: one line for each worker. */
  async running(): Promise<readonly string[]> {
    const { workers } = await this.facts();
    return workers
      .map((worker) => worker.status?.consumers.map((c) => c.name).join() ?? '-')
      .sort();
  }
}

test('consumers without processes of their own share one worker', PATIENT, async () => {
  const web = new Web();
  await web.start();
  expect(await web.settled(-1)).toMatchObject({ outcome: 'DONE' });
  expect(await web.running()).toEqual(['commands,stock']);
  const { consumers, workers, services, drained } = await web.facts();
  expect({ services, drained }).toEqual({ services: ['orders'], drained: false });
  expect(consumers[0]).toMatchObject({ name: 'commands', desiredProcesses: 1, actualProcesses: 1 });
  expect(workers[0]).toMatchObject({ state: 'UP', shared: true, restarts: 0 });
});

test(
  'scaled up, a consumer leaves the shared worker; scaled down, the newest go',
  PATIENT,
  async () => {
    const web = new Web();
    await web.start();
    const up = await web.settled(await web.wish('processes', 2));
    expect(up).toEqual({ id: up.id, node: 'n1', outcome: 'DONE' });
    expect(await web.running()).toEqual(['commands', 'commands', 'stock']);
    const before = await web.facts();
    expect(before.consumers[0]).toMatchObject({ desiredProcesses: 2, actualProcesses: 2 });
    await web.settled(await web.wish('processes', 1));
    const own = (facts: NodeFacts): readonly number[] =>
      facts.workers.filter(({ shared }) => !shared).map(({ pid }) => pid);
    expect(own(await web.facts())).toEqual([own(before)[0]]);
    await web.settled(await web.wish('processes', null));
    expect(await web.running()).toEqual(['commands,stock']);
  },
);

test('with no processes a consumer runs nowhere, and comes back', PATIENT, async () => {
  const web = new Web();
  await web.start();
  await web.settled(await web.wish('processes', 0));
  expect(await web.running()).toEqual(['stock']);
  expect((await web.facts()).consumers[0]).toMatchObject({
    desiredProcesses: 0,
    actualProcesses: 0,
  });
  await web.settled(await web.wish('processes', 1));
  expect(await web.running()).toEqual(['commands', 'stock']);
});

test('more processes than partitions are allowed, with a warning', PATIENT, async () => {
  const web = new Web();
  await web.start();
  expect(await web.settled(await web.wish('processes', 3))).toMatchObject({
    outcome: 'DONE',
    reason: '3 processes of commands share 2 partitions: 1 of them idle',
  });
});

test('pause and concurrency reach the living processes', PATIENT, async () => {
  const web = new Web();
  const node = await web.start();
  const [before] = node.workers;
  await web.settled(await web.wish('paused', true));
  await web.settled(await web.wish('concurrency', 7));
  const [worker] = (await web.facts()).workers;
  expect(worker?.pid).toBe(before?.pid);
  expect(worker?.status?.consumers[0]).toMatchObject({ paused: true, concurrency: 7 });
  expect((await web.facts()).consumers[0]).toMatchObject({ paused: true, concurrency: 7 });
});

test(
  'a pause is in effect though a record that had begun takes long; the answer says so',
  PATIENT,
  async () => {
    const web = new Web();
    await web.start({}, { RUNNING: '1' });
    await web.settled(-1);
    const version = await web.wish('paused', true);
    expect(await web.ask({ kind: 'settle', version }, 1500)).toMatchObject({
      outcome: 'DONE',
      reason: 'commands is paused, and is finishing 1 records that had begun',
    });
  },
);

test(
  'a node adopts what was wanted before it started; a wish stands above its configuration',
  PATIENT,
  async () => {
    const web = new Web();
    const first = await web.start({ commands: { processes: 2, concurrency: 3 } });
    await web.settled(-1);
    expect(await web.running()).toEqual(['commands', 'commands', 'stock']);
    await web.settled(await web.wish('processes', 1));
    await first.close();
    expect(await web.facts()).toBeUndefined();
    await web.start({ commands: { processes: 2, concurrency: 3 } });
    await web.settled(0);
    expect(await web.running()).toEqual(['commands', 'stock']);
    expect((await web.facts()).consumers[0]).toMatchObject({ concurrency: 3, desiredProcesses: 1 });
    expect((await web.facts()).adoptedVersion).toBe(0);
  },
);

test('a drained node runs no workers until that is taken back', PATIENT, async () => {
  const web = new Web();
  await web.start();
  const drain = (value: boolean) =>
    writeWishes(web.log, [{ setting: 'drained', node: 'n1', value, at: new Date().toISOString() }]);
  expect(await web.ask({ kind: 'settle', version: await drain(true) })).toMatchObject({
    outcome: 'DONE',
  });
  expect(await web.facts()).toMatchObject({ drained: true, workers: [] });
  await web.ask({ kind: 'settle', version: await drain(false) });
  expect(await web.running()).toEqual(['commands,stock']);
});

test.each(['stop', 'kill'] as const)(
  '%s ends what is meant, and fresh processes take its place',
  PATIENT,
  async (how) => {
    const web = new Web();
    await web.start({ commands: { processes: 2 } });
    await web.settled(-1);
    const pids = async () => (await web.facts()).workers.map(({ pid }) => pid);
    const [first, ...others] = await pids();
    const worker = { kind: 'worker', pid: first ?? 0 } as const;
    expect(await web.ask({ kind: 'end', how, target: worker })).toMatchObject({
      outcome: 'DONE',
      value: { pids: [first] },
    });
    await web.settled(-1);
    const after = await pids();
    expect(after).toEqual(expect.arrayContaining(others));
    expect(after).not.toContain(first);
    const target = { kind: 'service', service: 'orders' } as const;
    await web.ask({ kind: 'end', how, target });
    await web.ask({ kind: 'settle', version: -1 });
    expect((await pids()).filter((pid) => after.includes(pid))).toEqual([]);
    expect((await web.facts()).workers.map(({ restarts }) => restarts)).toEqual([0, 0, 0]);
  },
);

test.each(['worker', 'node'] as const)(
  'workers of every node learn whom one has ended by a kill of a %s, also those that start later',
  PATIENT,
  async (kind) => {
    const web = new Web();
    const node = await web.start();
    await web.start({}, {}, { name: 'n2' });
    const [victim] = node.workers;
    const told = async (name: string): Promise<unknown> => {
      const request = { kind: 'list', filter: {}, limit: 3 } as const;
      const task = { kind: 'dead-letters', service: 'orders', request } as const;
      const { value } = await web.ask(task, 10_000, name);
      return (value as { readonly endedOnPurpose?: unknown }).endedOnPurpose;
    };
    const instances = [`worker ${victim?.pid}`];
    expect(await told('n2')).toBeUndefined();
    const target = kind === 'node' ? { kind } : { kind, pid: victim?.pid ?? 0 };
    await web.ask({ kind: 'end', how: 'kill', target });
    const survivors = kind === 'node' ? [] : [expect.anything()];
    expect(node.workers).toEqual(survivors);
    expect(await told('n2')).toEqual(instances);
    await web.start({}, {}, { name: 'n3' });
    expect(await told('n3')).toEqual(instances);
  },
);

test('a worker that is killed by others is replaced; the others go on', PATIENT, async () => {
  const web = new Web();
  const node = await web.start({ commands: { processes: 2 } });
  await web.settled(-1);
  const [victim, ...others] = node.workers.map(({ pid }) => pid);
  process.kill(victim ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(node.workers.map(({ pid }) => pid)).not.toContain(victim));
  expect(await web.settled(-1)).toMatchObject({ outcome: 'DONE' });
  expect(node.workers.map(({ pid }) => pid)).toEqual(expect.arrayContaining(others));
  expect(node.workers).toHaveLength(3);
});

test('of what is too many, those leave first that are not up', PATIENT, async () => {
  const web = new Web();
  const node = await web.start({ commands: { processes: 2 } });
  await web.settled(-1);
  const own = (): readonly number[] =>
    node.workers.filter(({ shared }) => !shared).map(({ pid }) => pid);
  const [oldest, other] = own();
  process.kill(oldest ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(own()).not.toContain(oldest), { interval: 1 });
  await web.settled(await web.wish('processes', 1));
  expect(own()).toEqual([other]);
});

test('what there is not is refused, with what there is', PATIENT, async () => {
  const web = new Web();
  await web.start();
  const refused = async (what: NodeTask): Promise<string> => {
    const { outcome, reason } = await web.ask(what);
    expect(outcome).toBe('REFUSED');
    return reason ?? '';
  };
  const none = { version: -1, service: 'order', consumer: 'commands' };
  expect(await refused({ kind: 'settle', ...none })).toContain('it has: orders');
  const wrong = { version: -1, service: 'orders', consumer: 'command' };
  expect(await refused({ kind: 'settle', ...wrong })).toContain('it has: commands, stock');
  const end = { kind: 'end', how: 'stop' } as const;
  expect(await refused({ ...end, target: { kind: 'worker', pid: 1 } })).toContain('it has: ');
  const target = { kind: 'consumer', service: 'orders', consumer: 'nope' } as const;
  expect(await refused({ ...end, target })).toContain('commands, stock');
  expect(await refused({ kind: 'dance' } as unknown as NodeTask)).toContain('dance');
});

test(
  'a request that comes too late is refused; one that takes too long says what is missing',
  PATIENT,
  async () => {
    const web = new Web();
    await web.start();
    const settle: NodeTask = { kind: 'settle', version: 5 };
    expect(await web.ask(settle, -1)).toMatchObject({
      outcome: 'REFUSED',
      reason: 'the request had expired when it came',
    });
    expect(await web.ask(settle, 600)).toMatchObject({
      outcome: 'REFUSED',
      reason: expect.stringContaining('known up to -1, not to 5') as string,
    });
  },
);

test(
  'dead letters are asked of a worker that is up; without one it is refused',
  PATIENT,
  async () => {
    const web = new Web();
    await web.start();
    await web.settled(-1);
    const request = { kind: 'list', filter: {}, limit: 3 } as const;
    expect(await web.ask({ kind: 'dead-letters', service: 'orders', request })).toMatchObject({
      outcome: 'DONE',
      value: { asked: request },
    });
    const discard = { kind: 'discard', filter: {}, reason: 'x' } as const;
    expect(
      await web.ask({ kind: 'dead-letters', service: 'orders', request: discard }),
    ).toMatchObject({
      outcome: 'REFUSED',
      reason: 'not now',
    });
    const drained = { setting: 'drained', node: null, value: true, at: '' } as const;
    await web.ask({ kind: 'settle', version: await writeWishes(web.log, [drained]) });
    expect(await web.ask({ kind: 'dead-letters', service: 'orders', request })).toMatchObject({
      outcome: 'REFUSED',
      reason: expect.stringContaining('no worker of orders is up') as string,
    });
  },
);

test('the node ends when it is asked to, and answers before', PATIENT, async () => {
  const web = new Web();
  await web.start();
  const target = { kind: 'node' } as const;
  expect(await web.ask({ kind: 'end', how: 'stop', target })).toMatchObject({ outcome: 'DONE' });
  expect(web.ended).toEqual(['stop']);
});

test(
  'recycling replaces one worker at a time, and starts the new one before the old one leaves',
  PATIENT,
  async () => {
    const web = new Web();
    const node = await web.start({ commands: { processes: 2 } }, { WORK: '1' });
    await web.settled(-1);
    const first = node.workers.filter(({ shared }) => !shared).map(({ pid }) => pid);
    const atWork: number[] = [];
    const alive: number[] = [];
    const watch = setInterval(() => {
      const own = node.workers.filter(({ shared }) => !shared);
      alive.push(own.length);
      atWork.push(own.filter((w) => w.state === 'UP' && w.status?.consumers.length === 1).length);
    }, 1);
    onTestFinished(() => clearInterval(watch));
    await web.wish('recycling', { afterRecords: 30, jitter: 0 });
    await vi.waitFor(
      () => expect(node.workers.filter(({ pid }) => first.includes(pid))).toEqual([]),
      { timeout: 20_000 },
    );
    clearInterval(watch);
    // Never fewer than two at work, never more than one fresh one beside them.
    expect(Math.min(...atWork)).toBe(2);
    expect(Math.max(...alive)).toBe(3);
  },
);

test(
  'a consumer whose processes crash again and again is marked; the others are unharmed',
  PATIENT,
  async () => {
    const web = new Web();
    const node = await web.start({ commands: { processes: 1 } }, { ROLE: 'crash-commands' });
    const mark = { state: 'CRASH_LOOP', consumers: ['commands'], reason: 'exit code 7' };
    await vi.waitFor(async () => expect((await web.facts()).down).toMatchObject([mark]), 20_000);
    expect(node.workers.map(({ state, consumers }) => [state, ...consumers])).toEqual([
      ['UP', 'stock'],
    ]);
  },
);
