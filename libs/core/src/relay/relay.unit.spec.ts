import { expect, onTestFinished, test, vi } from 'vitest';
import { encodeRecord, newRecordId } from '@metamorphosis/contract';
import { BoardMemory } from '../board/board-memory.js';
import type { Board, StreamId } from '../board/board.js';
import { createMemoryBoard } from '../board/memory-board.js';
import { silentLogger } from '../lifecycle/logger.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { MemoryLogCluster } from '../log/memory-log-cluster.js';
import { Relay } from './relay.js';

const TOPIC = 'orders.events';

class Bench {
  readonly cluster = new MemoryLogCluster();
  readonly memory = new BoardMemory();
  readonly log = createMemoryEventLog(this.cluster);
  /** The relay's, and that of who looks. */
  readonly board = createMemoryBoard({ memory: this.memory });
  readonly reader = createMemoryBoard({ memory: this.memory });
  private number = 0;

  static async create(partitions = 1): Promise<Bench> {
    const bench = new Bench();
    await bench.log.createTopics([{ name: TOPIC, partitions }]);
    return bench;
  }

  relay(board: Board = this.board): Relay {
    const relay = new Relay({ log: this.log, board, topics: [TOPIC], logger: silentLogger });
    onTestFinished(() => relay.close());
    return relay;
  }

  async append(values: readonly unknown[], numbers?: readonly number[]): Promise<void> {
    const records = values.map((data, index) => ({
      ...encodeRecord({
        kind: 'event',
        id: newRecordId(),
        source: 'orders',
        type: 'orders.OrderPlaced',
        time: '2026-11-21T10:00:00.000Z',
        key: 'k',
        data,
        correlationId: 'c',
        publisher: 'p',
        publishNumber: numbers?.[index] ?? ++this.number,
      }),
    }));
    await this.log.append(TOPIC, records);
  }

  async stream(): Promise<StreamId> {
    const { incarnation = '' } = (await this.log.topic(TOPIC)) ?? {};
    return { topic: TOPIC, incarnation, partition: 0 };
  }

  async next(): Promise<number | undefined> {
    return (await this.reader.streamPosition(await this.stream())).next;
  }

  /** What subscribers find on the stream. */
  async values(): Promise<readonly unknown[]> {
    const slice = await this.reader.readStream(await this.stream(), 0, 100_000);
    return (slice?.entries ?? []).map(
      ({ payload }) => (JSON.parse(payload) as { data: unknown }).data,
    );
  }
}

const upTo = (n: number, from = 0): number[] =>
  Array.from({ length: n - from }, (_, i) => from + i);
const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 5000, interval: 2 });

test('a stream is there, and complete from the log’s beginning, before anything was published', async () => {
  const b = await Bench.create();
  b.relay();
  await until(async () => expect(await b.next()).toBe(0));
  expect(await b.reader.readStream(await b.stream(), 0, 1)).toMatchObject({ earliest: 0 });
});

test('events reach the stream once and in order; what is no event moves the position only', async () => {
  const b = await Bench.create();
  b.relay();
  await b.append(upTo(3));
  await b.log.append(TOPIC, [{ key: 'k', value: 'not ours', headers: {} }]);
  await until(async () => expect(await b.next()).toBe(4));
  await b.append([3]);
  await until(async () => expect(await b.next()).toBe(5));
  expect(await b.values()).toEqual([0, 1, 2, 3]);
});

test('an entry says the version of its event’s form, but for the first', async () => {
  const b = await Bench.create();
  b.relay();
  for (const dataVersion of [undefined, 2]) {
    await b.log.append(TOPIC, [
      encodeRecord({
        ...{ kind: 'event', id: newRecordId(), source: 'orders', type: 'orders.OrderPlaced' },
        ...{ time: '2026-11-21T10:00:00.000Z', key: 'k', data: {}, correlationId: 'c' },
        ...(dataVersion !== undefined && { dataVersion }),
      }),
    ]);
  }
  await until(async () => expect(await b.next()).toBe(2));
  const slice = await b.reader.readStream(await b.stream(), 0, 2);
  const entries = slice?.entries.map(({ payload }) => JSON.parse(payload) as object) ?? [];
  expect(entries[0]).not.toHaveProperty('dataVersion');
  expect(entries[1]).toMatchObject({ dataVersion: 2 });
});

test('what a publisher sent twice is on the stream once', async () => {
  const b = await Bench.create();
  b.relay();
  await b.append(['a', 'b'], [1, 2]);
  await b.append(['a', 'b', 'c'], [1, 2, 3]);
  await until(async () => expect(await b.next()).toBe(5));
  expect(await b.values()).toEqual(['a', 'b', 'c']);
});

test('a board that fell back to an older state gets again what it lost, and nothing twice', async () => {
  const b = await Bench.create();
  b.relay();
  await b.append(upTo(5));
  await until(async () => expect(await b.next()).toBe(5));
  const fallBack = b.memory.rememberStreams();
  await b.append(upTo(10, 5));
  await until(async () => expect(await b.next()).toBe(10));
  fallBack();
  expect(await b.next()).toBe(5);
  await b.append([10]);
  await until(async () => expect(await b.next()).toBe(11));
  expect(await b.values()).toEqual(upTo(11));
});

test('a stream that the board lost is rebuilt at the reconnect, though nothing new is published', async () => {
  const b = await Bench.create();
  b.relay();
  await b.append(upTo(5));
  await until(async () => expect(await b.next()).toBe(5));
  b.memory.cut(b.board);
  b.memory.lose();
  b.memory.heal(b.board);
  await until(async () => expect(await b.values()).toEqual(upTo(5)));
});

test('a loss at any moment is noticed: also while the relay finds out where the stream stands', async () => {
  const b = await Bench.create();
  await b.append(upTo(3));
  b.relay();
  for (let turns = 0; turns < 40; turns++) {
    // One turn later in every round.
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    b.memory.cut(b.board);
    b.memory.lose();
    b.memory.heal(b.board);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    b.memory.lose();
    b.memory.cut(b.board);
    b.memory.heal(b.board);
    await until(async () => expect(await b.values(), `after ${turns} turns`).toEqual(upTo(3)));
  }
});

test('while the board is away nothing is lost, and only so much is kept in memory', async () => {
  const b = await Bench.create();
  b.relay();
  await until(async () => expect(await b.next()).toBe(0));
  b.memory.cut(b.board);
  await b.append(upTo(12_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  b.memory.heal(b.board);
  await until(async () => expect(await b.next()).toBe(12_000));
  expect(await b.values()).toEqual(upTo(12_000));
});

test('a relay that lost its partition writes nothing that another one has written', async () => {
  const b = await Bench.create();
  const old = createMemoryBoard({ memory: b.memory });
  b.relay(old);
  await b.append(upTo(3));
  await until(async () => expect(await b.next()).toBe(3));
  // Both believe for a while that the partition is theirs.
  const another = new Relay({
    log: b.log,
    board: b.board,
    topics: [TOPIC],
    group: 'another',
    logger: silentLogger,
  });
  onTestFinished(() => another.close());
  await b.append(upTo(20, 3));
  await until(async () => expect(await b.next()).toBe(20));
  expect(await b.values()).toEqual(upTo(20));
});

test('a topic that was made anew is a stream of its own', async () => {
  const b = await Bench.create();
  b.relay();
  await b.append(upTo(3));
  await until(async () => expect(await b.next()).toBe(3));
  const before = await b.stream();
  b.cluster.deleteTopic(TOPIC);
  await b.log.createTopics([{ name: TOPIC, partitions: 1 }]);
  await b.append(['new'], [100]);
  await until(async () => expect(await b.values()).toEqual(['new']));
  expect((await b.stream()).incarnation).not.toBe(before.incarnation);
});

test('a stream that stands beyond the log’s end is left alone, loudly: the log has lost records', async () => {
  const b = await Bench.create();
  await b.append(upTo(2));
  const move = { expected: undefined, from: 0, next: 7 };
  await b.reader.appendToStream(await b.stream(), move, []);
  const said: string[] = [];
  const logger = {
    ...silentLogger,
    warn: (facts: object) => said.push(String((facts as { err?: unknown }).err)),
  };
  const relay = new Relay({ log: b.log, board: b.board, topics: [TOPIC], logger });
  onTestFinished(() => relay.close());
  await until(() => expect(said.join()).toContain('stands at 7'));
  await b.append(upTo(5, 2));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await b.next()).toBe(7);
  expect(await b.values()).toEqual([]);
});

test('closing ends while the board is away', async () => {
  const b = await Bench.create();
  const relay = b.relay();
  b.memory.cut(b.board);
  await b.append(upTo(3));
  await relay.close();
  await relay.close();
});
