import { describe, expect, it, vi } from 'vitest';
import { createMemoryBoard } from '@metamorphosis/core';
import { aStream, entriesAt } from '@metamorphosis/core/testing';
import { aLine } from './peers.fixture.spec.js';
import { StreamReader, StreamsOverLine } from './shared-streams.js';

/** Processes whose streams one reader reads, and how often it reads. */
function processes(count: number) {
  const board = createMemoryBoard();
  const reads = vi.spyOn(board, 'readStream');
  const watches = vi.spyOn(board, 'watchStream');
  const reader = new StreamReader(board);
  const joined = Array.from({ length: count }, () => {
    const streams = new StreamsOverLine(() => line.second);
    const line = aLine(
      (first) => reader.handlers(first),
      () => streams.handlers,
    );
    return { board: streams.over(board), line };
  });
  return { board, reader, reads, watches, joined };
}

const SOON = { timeout: 5_000, interval: 5 };

describe('streams that are read for several processes', () => {
  it('are watched once, and each part is read once for all that keep up', async () => {
    const { board, reads, watches, joined } = processes(3);
    const stream = aStream();
    const seen = joined.map(() => [] as number[]);
    for (const [i, { board: own }] of joined.entries()) {
      let next = 0;
      await own.watchStream(stream, () => {
        void own.readStream(stream, next, 10).then((slice) => {
          next = slice?.next ?? next;
          seen[i]?.push(...(slice?.entries.map(({ offset }) => offset) ?? []));
        });
      });
    }
    expect(watches).toHaveBeenCalledTimes(1);
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 2 }, entriesAt(0, 1));
    await expect
      .poll(() => seen, SOON)
      .toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
      ]);
    await board.appendToStream(stream, { expected: 2, from: 2, next: 3 }, entriesAt(2));
    await expect
      .poll(() => seen, SOON)
      .toEqual([
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ]);
    expect(reads).toHaveBeenCalledTimes(2);
  });

  it('are read anew for whoever asks after they moved', async () => {
    const { board, joined } = processes(1);
    const [{ board: own } = { board }] = joined;
    const stream = aStream();
    await own.watchStream(stream, () => undefined);
    expect(await own.readStream(stream, 0, 10)).toBeUndefined();
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
    expect((await own.readStream(stream, 0, 10))?.entries).toHaveLength(1);
    // Another part is another read.
    expect((await own.readStream(stream, 1, 10))?.entries).toHaveLength(0);
  });

  it('are watched no more when the last process that did has left or is gone', async () => {
    const { board, reader, watches, joined } = processes(2);
    const closed = vi.fn();
    watches.mockImplementation(async () => ({ close: async () => closed() }));
    const stream = aStream();
    const [one, other] = joined;
    const first = await one?.board.watchStream(stream, () => undefined);
    const second = await one?.board.watchStream(stream, () => undefined);
    await other?.board.watchStream(stream, () => undefined);
    await first?.close();
    await second?.close();
    expect(closed).not.toHaveBeenCalled();
    if (other) await reader.forget(other.line.first);
    expect(closed).toHaveBeenCalledTimes(1);
    await one?.board.watchStream(stream, () => undefined);
    expect(watches).toHaveBeenCalledTimes(2);
    await reader.close();
    expect(closed).toHaveBeenCalledTimes(2);
    await board.close();
  });

  it('leave everything else of a board to each process itself', async () => {
    const { board, joined } = processes(1);
    const [{ board: own } = { board }] = joined;
    await own.ping();
    await own.announce({ kind: 'node', name: 'a', incarnation: 'i', facts: {} }, 60_000);
    expect(await board.list('node')).toHaveLength(1);
  });
});
