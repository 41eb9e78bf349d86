import { describe, expect, it } from 'vitest';
import {
  aStream,
  entriesAt,
  oneHandle,
  SOON,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';

/** Part of `describeBoard`: what the retention takes, and that a reader can tell. */
export function describeStreamRetention(setup: BoardSetup): void {
  describe('the retention of streams', () => {
    it('takes old entries from a stream that goes on, and says from where it is complete', async () => {
      const [relay, reader] = await twoHandles(setup, { streamMs: 500 });
      const stream = aStream();
      await relay.appendToStream(
        stream,
        { expected: undefined, from: 0, next: 4 },
        entriesAt(0, 1, 2, 3),
      );
      let next = 4;
      await expect
        .poll(async () => {
          const move = { expected: next, from: next, next: next + 1 };
          await relay.appendToStream(stream, move, entriesAt(next));
          next = move.next;
          return (await reader.readStream(stream, 0, 1_000))?.earliest;
        }, SOON)
        .toBeGreaterThan(3);
      const slice = await reader.readStream(stream, 0, 1_000);
      const offsets = slice?.entries.map(({ offset }) => offset) ?? [];
      const kept = Array.from(
        { length: next - (slice?.earliest ?? 0) },
        (_, i) => (slice?.earliest ?? 0) + i,
      );
      expect(offsets).toEqual(kept);
      expect(slice?.next).toBe(next);
    });

    it('leaves its position to a stream that was quiet for longer', async () => {
      const [relay, reader] = await twoHandles(setup, { streamMs: 500 });
      const stream = aStream();
      await relay.appendToStream(
        stream,
        { expected: undefined, from: 0, next: 6 },
        entriesAt(2, 4),
      );
      await expect
        .poll(() => reader.readStream(stream, 0, 10), SOON)
        .toEqual({ entries: [], next: 6, earliest: 6 });
      expect(await relay.streamPosition(stream)).toEqual({ next: 6 });
      expect(
        await relay.appendToStream(stream, { expected: 6, from: 6, next: 8 }, entriesAt(7)),
      ).toEqual({ kind: 'appended' });
      expect(await reader.readStream(stream, 6, 10)).toEqual({
        entries: entriesAt(7),
        next: 8,
        earliest: 6,
      });
    });

    it('leaves publish numbers as they are', async () => {
      const board = await oneHandle(setup, { streamMs: 500 });
      const stream = aStream();
      const entry = { payload: '1', publisher: 'orders', publishNumber: 7 };
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, [
        { offset: 0, ...entry },
      ]);
      await expect
        .poll(async () => (await board.readStream(stream, 0, 10))?.earliest, SOON)
        .toBe(1);
      await board.appendToStream(stream, { expected: 1, from: 1, next: 2 }, [
        { offset: 1, ...entry },
      ]);
      expect(await board.readStream(stream, 1, 10)).toEqual({ entries: [], next: 2, earliest: 1 });
    });

    it('takes nothing before its time, however much is appended', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      let next = 0;
      for (let call = 0; call < 20; call++) {
        const expected = call === 0 ? undefined : next;
        const offsets = Array.from({ length: 100 }, (_, i) => next + i);
        await board.appendToStream(
          stream,
          { expected, from: next, next: next + 100 },
          entriesAt(...offsets),
        );
        next += 100;
      }
      const slice = await board.readStream(stream, 0, 10_000);
      expect(slice?.earliest).toBe(0);
      expect(slice?.entries).toHaveLength(2_000);
    });
  });
}
