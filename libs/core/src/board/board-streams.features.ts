import { describe, expect, it } from 'vitest';
import {
  aStream,
  entriesAt,
  oneHandle,
  payloadOf,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';
import type { Board, StreamId } from './board.js';

/** Part of `describeBoard`: what the relay writes and what a reader gets. */
export function describeStreams(setup: BoardSetup): void {
  describe('a stream', () => {
    it('does not exist before it was begun', async () => {
      const board = await oneHandle(setup);
      expect(await board.streamPosition(aStream())).toEqual({ next: undefined });
      expect(await board.readStream(aStream(), 0, 10)).toBeUndefined();
    });

    it('begins at the first examined offset and is complete from there, for every process', async () => {
      const [relay, reader] = await twoHandles(setup);
      const stream = aStream();
      const move = { expected: undefined, from: 5, next: 9 };
      expect(await relay.appendToStream(stream, move, entriesAt(5, 7))).toEqual({
        kind: 'appended',
      });
      expect(await reader.streamPosition(stream)).toEqual({ next: 9 });
      expect(await reader.readStream(stream, 5, 10)).toEqual({
        entries: entriesAt(5, 7),
        next: 9,
        earliest: 5,
      });
    });

    it('holds offset 0, and offsets beyond 32 bits', async () => {
      const board = await oneHandle(setup);
      const [low, high] = [aStream(), aStream()];
      const far = 2 ** 53 - 10;
      await board.appendToStream(low, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
      await board.appendToStream(
        high,
        { expected: undefined, from: far, next: far + 1 },
        entriesAt(far),
      );
      await board.appendToStream(
        high,
        { expected: far + 1, from: far + 1, next: far + 3 },
        entriesAt(far + 2),
      );
      expect(await board.readStream(low, 0, 10)).toEqual({
        entries: entriesAt(0),
        next: 1,
        earliest: 0,
      });
      expect(await board.readStream(high, far, 10)).toEqual({
        entries: entriesAt(far, far + 2),
        next: far + 3,
        earliest: far,
      });
    });

    it('keeps payloads as they were given', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const payload = JSON.stringify({ text: 'Grüße\n"quoted" 漢字 \u{1F98B}', empty: '' });
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, [
        { offset: 0, payload },
      ]);
      expect((await board.readStream(stream, 0, 1))?.entries).toEqual([{ offset: 0, payload }]);
    });

    it('moves its position also when nothing examined was of interest', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(stream, { expected: undefined, from: 3, next: 3 }, []);
      expect(await board.readStream(stream, 3, 10)).toEqual({ entries: [], next: 3, earliest: 3 });
      expect(await board.appendToStream(stream, { expected: 3, from: 3, next: 90 }, [])).toEqual({
        kind: 'appended',
      });
      expect(await board.streamPosition(stream)).toEqual({ next: 90 });
      expect(await board.readStream(stream, 3, 10)).toEqual({ entries: [], next: 90, earliest: 3 });
    });

    it('refuses a move from elsewhere, says where it stands, and changes nothing', async () => {
      const [one, other] = await twoHandles(setup);
      const stream = aStream();
      await one.appendToStream(stream, { expected: undefined, from: 0, next: 4 }, entriesAt(0, 3));
      const before = await one.readStream(stream, 0, 10);
      for (const expected of [undefined, 0, 3, 5]) {
        const from = expected ?? 0;
        const answer = await other.appendToStream(
          stream,
          { expected, from, next: 9 },
          entriesAt(8),
        );
        expect(answer).toEqual({ kind: 'mismatch', next: 4 });
      }
      expect(await one.readStream(stream, 0, 10)).toEqual(before);
    });

    it('that is unknown refuses to be gone on with', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const answer = await board.appendToStream(
        stream,
        { expected: 4, from: 4, next: 5 },
        entriesAt(4),
      );
      expect(answer).toEqual({ kind: 'mismatch', next: undefined });
      expect(await board.readStream(stream, 0, 10)).toBeUndefined();
    });

    it('is complete only above a hole that the log had lost before it was examined', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(
        stream,
        { expected: undefined, from: 0, next: 2 },
        entriesAt(0, 1),
      );
      await board.appendToStream(stream, { expected: 2, from: 50, next: 52 }, entriesAt(50, 51));
      const slice = await board.readStream(stream, 50, 10);
      expect(slice).toEqual({ entries: entriesAt(50, 51), next: 52, earliest: 50 });
      expect((await board.readStream(stream, 1, 10))?.earliest).toBe(50);
    });

    it.each([
      ['a position that goes back', 5, 4, []],
      ['an entry below what was examined', 5, 8, [4]],
      ['an entry at the new position', 5, 8, [8]],
      ['entries out of order', 5, 8, [6, 5]],
      ['an entry twice', 5, 8, [6, 6]],
      ['an offset that is none', 5, 8, [5.5]],
    ] as const)('refuses %s, and changes nothing', async (_, expected, next, offsets) => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 5 }, []);
      const move = { expected, from: expected, next };
      await expect(board.appendToStream(stream, move, entriesAt(...offsets))).rejects.toThrow(
        RangeError,
      );
      expect(await board.readStream(stream, 0, 10)).toEqual({ entries: [], next: 5, earliest: 0 });
    });

    it('of another incarnation, partition or topic is another stream', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const others = [
        { ...stream, incarnation: 'second' },
        { ...stream, partition: 1 },
        { ...stream, topic: `${stream.topic}.x` },
      ];
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
      for (const other of others) {
        expect(await board.readStream(other, 0, 10)).toBeUndefined();
        await board.appendToStream(other, { expected: undefined, from: 7, next: 8 }, entriesAt(7));
      }
      expect((await board.readStream(stream, 0, 10))?.entries).toEqual(entriesAt(0));
    });
  });

  describe('a reader', () => {
    it.each([
      ['from the beginning', 0, 10, [0, 2, 3, 6], 8],
      ['from between two entries', 1, 10, [2, 3, 6], 8],
      ['no more than its limit, to go on behind the last', 0, 2, [0, 2], 3],
      ['as many as its limit when these are the last', 3, 2, [3, 6], undefined],
      ['nothing behind the last entry', 7, 10, [], 8],
      ['nothing at the position', 8, 10, [], 8],
    ] as const)('gets %s', async (_, from, limit, offsets, next) => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(
        stream,
        { expected: undefined, from: 0, next: 8 },
        entriesAt(0, 2, 3, 6),
      );
      const slice = await board.readStream(stream, from, limit);
      expect(slice?.entries).toEqual(entriesAt(...offsets));
      if (next !== undefined) expect(slice?.next).toBe(next);
      expect(slice?.earliest).toBe(0);
    });

    it('that is ahead of the stream (it was rebuilt) is not sent back', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 3 }, entriesAt(2));
      expect(await board.readStream(stream, 20, 10)).toEqual({
        entries: [],
        next: 20,
        earliest: 0,
      });
    });

    it('gets every entry once and in order, page by page', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const offsets = Array.from({ length: 500 }, (_, i) => i * 3);
      await board.appendToStream(
        stream,
        { expected: undefined, from: 0, next: 1_600 },
        entriesAt(...offsets),
      );
      expect(await readAll(board, stream, 0, 1_600, 7)).toEqual(offsets);
    });
  });

  it('lets one of two relays win each step, and loses and doubles nothing', async () => {
    const [one, other] = await twoHandles(setup);
    const stream = aStream();
    const end = 400;
    const steps = await Promise.all([relayTo(one, stream, end, 3), relayTo(other, stream, end, 5)]);
    expect((steps[0] ?? 0) + (steps[1] ?? 0)).toBe(end);
    expect(await one.streamPosition(stream)).toEqual({ next: end });
    expect(await readAll(other, stream, 0, end, 64)).toEqual(
      Array.from({ length: end }, (_, i) => i),
    );
  }, 20_000);
}

/** Relays offsets up to `end` in steps, as one of several would; answers how many it brought itself. */
async function relayTo(board: Board, stream: StreamId, end: number, step: number): Promise<number> {
  let brought = 0;
  let expected = (await board.streamPosition(stream)).next;
  while ((expected ?? 0) < end) {
    const from = expected ?? 0;
    const next = Math.min(from + step, end);
    const offsets = Array.from({ length: next - from }, (_, i) => from + i);
    const answer = await board.appendToStream(
      stream,
      { expected, from, next },
      entriesAt(...offsets),
    );
    if (answer.kind === 'appended') brought += next - from;
    expected = answer.kind === 'appended' ? next : answer.next;
  }
  return brought;
}

/** Reads until `end` and answers the offsets; checks payloads and that each page moves on. */
async function readAll(
  board: Board,
  stream: StreamId,
  from: number,
  end: number,
  limit: number,
): Promise<number[]> {
  const offsets: number[] = [];
  for (let at = from; at < end;) {
    const slice = await board.readStream(stream, at, limit);
    expect(slice?.next).toBeGreaterThan(at);
    for (const { offset, payload } of slice?.entries ?? []) {
      expect(payload).toBe(payloadOf(offset));
      offsets.push(offset);
    }
    at = slice?.next ?? end;
  }
  return offsets;
}
