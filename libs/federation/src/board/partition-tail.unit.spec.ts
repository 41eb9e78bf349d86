import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { BoardMemory, createMemoryBoard, silentLogger, type Board } from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';
import { interestIn, type Interest } from './interest.js';
import { PartitionTail, type TailSubscriber } from './partition-tail.js';

const STREAM = { topic: 'orders.events', incarnation: 'one', partition: 0 };

/** Takes whatever it is handed. */
class Collector implements TailSubscriber {
  readonly offsets: number[] = [];
  readonly interest: Interest;
  received = 0;
  failure: unknown;
  closed = false;
  private handed = 0;
  private standing = (): number => 0;

  constructor(args: Readonly<Record<string, unknown>> = {}) {
    this.interest = interestIn(new Set(['OrderPlaced']), args);
  }

  get next(): number {
    return Math.max(this.handed, this.standing());
  }

  goLive(_partition: number, examined: () => number): void {
    this.standing = examined;
  }

  receive(_partition: number, events: readonly BoardEvent[], next: number): void {
    this.received += 1;
    this.offsets.push(...events.map(({ offset }) => offset));
    this.handed = Math.max(this.handed, next);
  }

  room(wanted: number): Promise<number> {
    return Promise.resolve(wanted);
  }

  fail(error: unknown): void {
    this.failure = error;
    this.closed = true;
  }
}

/** Where time is taken on purpose, on a machine that may be busy besides. */
const PATIENCE = { timeout: 4_000 };

/** Takes its time. */
class Busy extends Collector {
  override receive(...args: Parameters<Collector['receive']>): void {
    super.receive(...args);
    const until = performance.now() + 1;
    while (performance.now() < until);
  }
}

/** A board in memory that can be out of reach, and that counts what is read. */
function reachableBoard(): {
  board: Board;
  memory: BoardMemory;
  state: { away: boolean; reads: number };
} {
  const memory = new BoardMemory();
  const inner = createMemoryBoard({ memory });
  const state = { away: false, reads: 0 };
  const board = new Proxy(inner, {
    get(target, property: keyof Board) {
      const value = target[property];
      if (property !== 'readStream' && property !== 'watchStream') {
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return (...args: never[]) => {
        if (property === 'readStream') state.reads += 1;
        if (state.away) return Promise.reject(errors.UNAVAILABLE(['The board']));
        return (value as (...all: never[]) => Promise<unknown>).apply(target, args);
      };
    },
  });
  return { board, memory, state };
}

async function append(
  board: Board,
  from: number,
  count: number,
  data: (offset: number) => object = () => ({}),
): Promise<void> {
  const { next } = await board.streamPosition(STREAM);
  const entries = Array.from({ length: count }, (_, i) => ({
    offset: from + i,
    payload: JSON.stringify({ type: 'orders.OrderPlaced', data: data(from + i) }),
  }));
  await board.appendToStream(STREAM, { expected: next, from, next: from + count }, entries);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

describe('PartitionTail', () => {
  it('reads once for all who are up to date', async () => {
    const { board, state } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 3);
    const many = Array.from({ length: 20 }, () => new Collector());
    for (const one of many) tail.join(one, 3);
    await vi.waitFor(() => expect(state.reads).toBeGreaterThan(0));
    await vi.waitFor(() => expect(many.every((one) => one.next === 3)).toBe(true));
    const before = state.reads;
    await append(board, 3, 5);
    await vi.waitFor(() => expect(many.every((one) => one.next === 8)).toBe(true));
    for (const one of many) expect(one.offsets).toEqual(range(3, 8));
    expect(state.reads - before).toBeLessThanOrEqual(2);
    for (const one of many) tail.leave(one);
  });

  it('hands an event to those who want it, and does not ask the others', async () => {
    const { board } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    const customer = (offset: number): object => ({ customerId: `c${offset % 3}` });
    await append(board, 0, 3, customer);
    const [all, one, none] = [
      new Collector(),
      new Collector({ customerId: 'c1' }),
      new Collector({ customerId: 'c9' }),
    ];
    // Two of them begin before what is there, and catch up; the last one is at the end.
    tail.join(all, 0);
    tail.join(one, 0);
    tail.join(none, 3);
    await vi.waitFor(() => expect(all.offsets).toEqual([0, 1, 2]));
    const before = none.received;
    await append(board, 3, 6, customer);
    await vi.waitFor(() => expect(none.next).toBe(9));
    expect(all.offsets).toEqual(range(0, 9));
    expect(one.offsets).toEqual([1, 4, 7]);
    expect(none.received).toBe(before);
    for (const each of [all, one, none]) tail.leave(each);
  });

  it('brings those who begin further back up to the others, without a gap or a repeat', async () => {
    const { board } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 700);
    const present = new Collector();
    tail.join(present, 700);
    const late = [0, 5, 300, 699].map((from) => {
      const one = new Collector();
      tail.join(one, from);
      return { one, from };
    });
    for (let offset = 700; offset < 720; offset += 1) await append(board, offset, 1);
    await vi.waitFor(() => {
      for (const { one, from } of late) expect(one.offsets).toEqual(range(from, 720));
      expect(present.offsets).toEqual(range(700, 720));
    });
    for (const { one } of late) tail.leave(one);
    tail.leave(present);
  });

  it('leaves others their turn while it hands out to many, and says of nobody that it has what it has not', async () => {
    const { board } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 1);
    const many = Array.from({ length: 60 }, () => new Busy());
    for (const one of many) tail.join(one, 1);
    await vi.waitFor(() => expect(many.every((one) => one.next === 1)).toBe(true), PATIENCE);
    await append(board, 1, 1);
    const lacking = (): Busy[] => many.filter((one) => one.offsets.length === 0);
    while (lacking().length === many.length) await nextTurn();
    const during = lacking();
    expect(during.length).toBeGreaterThan(0);
    expect(during.every((one) => one.next === 1)).toBe(true);
    const late = new Collector();
    tail.join(late, 1);
    await vi.waitFor(() => expect(lacking()).toEqual([]), PATIENCE);
    await vi.waitFor(() => expect(late.offsets).toEqual([1]), PATIENCE);
    for (const one of many) expect(one).toMatchObject({ offsets: [1], next: 2 });
    for (const one of [...many, late]) tail.leave(one);
  });

  it('goes on by itself when the board was out of reach', async () => {
    const { board, state } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 1);
    const one = new Collector();
    state.away = true;
    tail.join(one, 0);
    await vi.waitFor(() => expect(state.reads).toBeGreaterThan(1), { timeout: 3000 });
    await append(board, 1, 2);
    expect(one.offsets).toEqual([]);
    state.away = false;
    await vi.waitFor(() => expect(one.offsets).toEqual([0, 1, 2]), { timeout: 3000 });
    tail.leave(one);
  });

  it('looks again soon after a stream has moved, and seldom at a quiet one', async () => {
    const { board, state } = reachableBoard();
    // Nobody is ever woken.
    board.watchStream = () => Promise.resolve({ close: () => Promise.resolve() });
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 1);
    const one = new Collector();
    tail.join(one, 0);
    await vi.advanceTimersByTimeAsync(0);
    const foundAfter = async (offset: number): Promise<number> => {
      await append(board, offset, 1);
      let ms = 0;
      for (; !one.offsets.includes(offset); ms += 50) await vi.advanceTimersByTimeAsync(50);
      return ms;
    };
    expect(one.offsets).toEqual([0]);
    expect(await foundAfter(1)).toBeLessThanOrEqual(5_000);
    for (let offset = 2; offset < 6; offset += 1) {
      expect(await foundAfter(offset)).toBeLessThanOrEqual(1_000);
    }
    await vi.advanceTimersByTimeAsync(7_000);
    const before = state.reads;
    await vi.advanceTimersByTimeAsync(60_000);
    // Each 2.5 to 5 s.
    expect(state.reads - before).toBeLessThanOrEqual(24);
    tail.leave(one);
  });

  it('waits for a stream that is not there yet', async () => {
    const { board } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    const one = new Collector();
    tail.join(one, 4);
    // The relay begins further back: what was before the subscription is not for it.
    await append(board, 2, 4);
    await vi.waitFor(() => expect(one.offsets).toEqual([4, 5]));
    tail.leave(one);
  });

  it('tells of a gap instead of passing over it', async () => {
    const { board } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    const early = new Collector();
    tail.join(early, 4);
    await append(board, 9, 1);
    await vi.waitFor(() => expect(early.failure).toMatchObject({ code: 'CURSOR_EXPIRED' }));
    expect(early.offsets).toEqual([]);
  });

  it('skips an entry that is no event, and says so', async () => {
    const { board } = reachableBoard();
    const logged: string[] = [];
    const logger = { ...silentLogger, error: (_: object, text: string) => logged.push(text) };
    const tail = new PartitionTail(board, STREAM, logger);
    const entries = [{ offset: 0, payload: 'nonsense' }];
    await board.appendToStream(STREAM, { expected: undefined, from: 0, next: 1 }, entries);
    await append(board, 1, 1);
    const one = new Collector();
    tail.join(one, 0);
    await vi.waitFor(() => expect(one.offsets).toEqual([1]));
    expect(logged).toEqual(['A stream entry is no event']);
    tail.leave(one);
  });

  it('reads nothing once nobody follows', async () => {
    const { board, state } = reachableBoard();
    const tail = new PartitionTail(board, STREAM, silentLogger);
    await append(board, 0, 1);
    const one = new Collector();
    tail.join(one, 0);
    await vi.waitFor(() => expect(one.offsets).toEqual([0]));
    tail.leave(one);
    await new Promise((resolve) => setImmediate(resolve));
    const before = state.reads;
    await append(board, 1, 1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.reads).toBe(before);
  });
});
