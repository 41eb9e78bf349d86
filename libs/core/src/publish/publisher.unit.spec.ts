import { expect, onTestFinished, test, vi } from 'vitest';
import { HEADERS, type CommandUpdate } from '@metamorphosis/contract';
import { BoardMemory } from '../board/board-memory.js';
import { createMemoryBoard } from '../board/memory-board.js';
import { silentLogger } from '../lifecycle/logger.js';
import type { LogRecord } from '../log/event-log.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import { eventOf, outcomeOf, requestFor, verdict } from '../store/store-harness.js';
import type { Store } from '../store/store.js';
import { Publisher, type PublisherOptions } from './publisher.js';

const TOPIC = 'orders.events';
const partition = { topic: TOPIC, partition: 0 };

class Bench {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly database = new MemoryDatabase();
  readonly log = createMemoryEventLog(this.cluster);
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly store = createMemoryStore({ database: this.database });
  private units = 0;

  static async create(): Promise<Bench> {
    const bench = new Bench();
    await bench.log.createTopics([{ name: TOPIC, partitions: 1 }]);
    return bench;
  }

  publisher(owner: string, options: Partial<PublisherOptions> = {}): Publisher {
    const publisher = new Publisher({
      store: this.store as unknown as Store<never>,
      log: this.log,
      board: this.board,
      owner,
      logger: silentLogger,
      pollMs: 10,
      retellAfterMs: 20,
      ...options,
    });
    onTestFinished(() => publisher.close());
    return publisher;
  }

  /** Commits one unit of work that publishes. */
  async publish(...values: string[]): Promise<void> {
    const outbox = values.map((value) => eventOf(value));
    await this.store.unit(requestFor(`unit-${this.units++}`), async () => verdict({ outbox }));
  }

  async decide(commandId: string, result: unknown = { ok: true }): Promise<void> {
    const outcome = outcomeOf(commandId, result);
    await this.store.unit(requestFor(commandId), async () => verdict({ outcome }));
  }

  get records(): readonly LogRecord[] {
    return this.cluster.slice(partition, 0, 10_000);
  }

  get values(): readonly string[] {
    return this.records.map(({ value }) => new TextDecoder().decode(value ?? undefined));
  }

  get numbers(): readonly string[] {
    return this.records.map(({ headers }) => headers[HEADERS.publishNumber] ?? '');
  }
}

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });

test('rows go out in the order of their numbers, which they carry without gaps', async () => {
  const b = await Bench.create();
  await b.publish('a', 'b');
  b.publisher('one');
  await b.publish('c');
  await until(() => expect(b.values).toEqual(['a', 'b', 'c']));
  expect(b.numbers).toEqual(['1', '2', '3']);
  const { publisher } = b.database;
  expect(new Set(b.records.map(({ headers }) => headers[HEADERS.publisher]))).toEqual(
    new Set([publisher.name]),
  );
  await until(() => expect(b.database.outbox).toEqual([]));
});

test('a backlog of many batches keeps its order', async () => {
  const b = await Bench.create();
  const values = Array.from({ length: 57 }, (_, i) => `e${i}`);
  for (const value of values) await b.publish(value);
  b.publisher('one', { batchSize: 10 });
  await until(() => expect(b.values).toEqual(values));
  expect(b.numbers).toEqual(values.map((_, i) => String(i + 1)));
});

test('a commit wakes it at once, long before the next poll', async () => {
  const b = await Bench.create();
  b.publisher('one', { pollMs: 60_000 });
  await b.publish('a');
  await until(() => expect(b.values).toEqual(['a']));
  await b.publish('b');
  await until(() => expect(b.values).toEqual(['a', 'b']));
});

test('rows that were sent are forgotten together, soon after, and before the right is given back', async () => {
  const b = await Bench.create();
  const marks = vi.spyOn(b.store, 'markSent');
  const publisher = b.publisher('one', { pollMs: 60_000 });
  const values = Array.from({ length: 10 }, (_, i) => `e${i}`);
  for (const [i, value] of values.entries()) {
    await b.publish(value);
    await until(() => expect(b.values).toHaveLength(i + 1));
  }
  await until(() => expect(b.database.outbox).toEqual([]));
  expect(marks.mock.calls.length).toBeLessThan(values.length / 2);
  await b.publish('last');
  await until(() => expect(b.values).toEqual([...values, 'last']));
  await publisher.close();
  expect(b.database.outbox).toEqual([]);
});

test('what a dead predecessor had claimed goes first, under the numbers it had', async () => {
  const b = await Bench.create();
  await b.publish('a', 'b');
  const dead = await b.store.takePublisherLease('dead', 30);
  if (!dead) throw new Error('no lease');
  expect(await b.store.claimOutbox(dead, 10)).toHaveLength(2);
  await b.publish('c');
  b.publisher('heir');
  await until(() => expect(b.values).toEqual(['a', 'b', 'c']));
  expect(b.numbers).toEqual(['1', '2', '3']);
});

test('what a predecessor sent without marking it is sent again under the same numbers', async () => {
  const b = await Bench.create();
  await b.publish('a', 'b');
  b.cluster.loseNextAnswer(b.log);
  b.publisher('one');
  await until(() => expect(b.database.outbox).toEqual([]));
  expect(b.values).toEqual(['a', 'b', 'a', 'b']);
  expect(b.numbers).toEqual(['1', '2', '1', '2']);
});

test('a holder whose right was taken over stops: its successor alone sends', async () => {
  const b = await Bench.create();
  b.publisher('one', { leaseMs: 100_000 });
  await b.publish('a');
  await until(() => expect(b.database.outbox).toEqual([]));
  // As a database sees it when the holder was silent for too long.
  b.database.publisher.expiresAt = 0;
  const other = await b.store.takePublisherLease('two', 200);
  await b.publish('b');
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(b.values).toEqual(['a']);
  if (other) await b.store.releasePublisherLease(other);
  await until(() => expect(b.values).toEqual(['a', 'b']));
});

test('one publisher works at a time, and a graceful stop hands over at once', async () => {
  const b = await Bench.create();
  const first = b.publisher('one', { leaseMs: 60_000 });
  await b.publish('a');
  await until(() => expect(b.values).toEqual(['a']));
  b.publisher('two', { leaseMs: 60_000 });
  await first.close();
  await b.publish('b');
  await until(() => expect(b.values).toEqual(['a', 'b']));
  expect(b.numbers).toEqual(['1', '2']);
});

test('closing sends what was committed before', async () => {
  const b = await Bench.create();
  const publisher = b.publisher('one', { batchSize: 3 });
  await b.publish('first');
  await until(() => expect(b.values).toEqual(['first']));
  const values = Array.from({ length: 8 }, (_, i) => `e${i}`);
  const committed = values.map((value) => b.publish(value));
  await Promise.all(committed);
  await publisher.close();
  expect(b.values).toEqual(['first', ...values]);
  expect(b.database.outbox).toEqual([]);
});

test('closing ends while the log is away, and leaves the rows to whoever comes next', async () => {
  const b = await Bench.create();
  b.cluster.cut(b.log);
  const publisher = b.publisher('one', { leaseMs: 60_000 });
  await b.publish('a');
  await until(() => expect(b.database.outbox[0]?.publishNumber).toBe(1));
  await publisher.close();
  expect(b.database.outbox).toHaveLength(1);
  b.publisher('two', { log: createMemoryEventLog(b.cluster) });
  await until(() => expect(b.values).toEqual(['a']));
});

test('a log that is away is waited for; order and numbers stay', async () => {
  const b = await Bench.create();
  b.publisher('one');
  await b.publish('a');
  await until(() => expect(b.values).toEqual(['a']));
  b.cluster.cut(b.log);
  await b.publish('b');
  await until(() => expect(b.database.outbox[0]?.publishNumber).toBe(2));
  await b.publish('c');
  b.cluster.heal(b.log);
  await until(() => expect(b.values).toEqual(['a', 'b', 'c']));
  expect(b.numbers).toEqual(['1', '2', '3']);
});

test('an outcome whose telling was lost is told again, on its caller’s channel too', async () => {
  const b = await Bench.create();
  const heard: CommandUpdate[] = [];
  await b.board.watchReplies('caller of orders.1', (update) => heard.push(update));
  const teller = createMemoryBoard({ memory: b.memory });
  b.memory.cut(teller);
  await b.decide('orders.1');
  b.publisher('one', { board: teller });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(heard).toEqual([]);
  expect(b.database.notices.size).toBe(1);
  b.memory.heal(teller);
  await until(() => expect(heard).toMatchObject([{ commandId: 'orders.1', state: 'SUCCEEDED' }]));
  expect(await b.board.getUpdate('orders.1')).toMatchObject({ state: 'SUCCEEDED' });
  await until(() => expect(b.database.notices.size).toBe(0));
});

test('a fresh outcome is left to whoever decided it', async () => {
  const b = await Bench.create();
  await b.decide('orders.1');
  b.publisher('one', { retellAfterMs: 60_000 });
  await b.publish('a');
  await until(() => expect(b.values).toEqual(['a']));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await b.board.getUpdate('orders.1')).toBeUndefined();
});

test('an outcome that cannot be told does not keep others untold', async () => {
  const b = await Bench.create();
  // JSON knows no such number: the board refuses it, today and tomorrow.
  await b.decide('orders.bad', { count: 1n });
  await b.decide('orders.good');
  b.publisher('one');
  await until(async () => expect(await b.board.getUpdate('orders.good')).toBeDefined());
  await until(() => expect([...b.database.notices.keys()]).toEqual(['orders.bad']));
});

test('a board that hangs does not hold events back', async () => {
  const b = await Bench.create();
  b.memory.stall(b.board);
  await b.decide('orders.1');
  b.publisher('one', { retellAfterMs: 0 });
  await new Promise((resolve) => setTimeout(resolve, 30));
  await b.publish('a');
  await until(() => expect(b.values).toEqual(['a']));
  await b.publish('b');
  await until(() => expect(b.values).toEqual(['a', 'b']));
  b.memory.heal(b.board);
  await until(() => expect(b.database.notices.size).toBe(0));
});
