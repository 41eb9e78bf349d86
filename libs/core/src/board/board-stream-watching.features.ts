import { describe, expect, it } from 'vitest';
import {
  aStream,
  entriesAt,
  handles,
  SOON,
  twoHandles,
  type BoardSetup,
} from './board-bed.features.js';
import type { Board } from './board.js';

function counter(): { count: number; readonly wake: () => void } {
  const state = { count: 0, wake: () => void state.count++ };
  return state;
}

/** Part of `describeBoard`: readers are woken. A wake may come too often, never too seldom. */
export function describeStreamWatching(setup: BoardSetup): void {
  describe('watchers of a stream', () => {
    it.each([
      ['its own process', 0],
      ['another process', 1],
    ])('are woken by what %s appends, also when that has no entries', async (_, writer) => {
      const boards = await twoHandles(setup);
      const [reader, relay] = [boards[0], boards[writer] as Board];
      const stream = aStream();
      const woken = counter();
      await reader.watchStream(stream, woken.wake);
      await relay.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
      await expect.poll(() => woken.count, SOON).toBeGreaterThanOrEqual(1);
      const before = woken.count;
      await relay.appendToStream(stream, { expected: 1, from: 1, next: 5 }, []);
      await expect.poll(() => woken.count, SOON).toBeGreaterThan(before);
      expect((await reader.readStream(stream, 0, 10))?.next).toBe(5);
    });

    it.each([
      ['one process', 0],
      ['two processes', 1],
    ])('go on after another one of %s has left', async (_, second) => {
      const boards = await handles(setup, 3);
      const [first, relay] = [boards[0] as Board, boards[2] as Board];
      const stream = aStream();
      const [leaver, stayer] = [counter(), counter()];
      const leaving = await first.watchStream(stream, leaver.wake);
      await (boards[second] as Board).watchStream(stream, stayer.wake);
      await leaving.close();
      await leaving.close();
      await relay.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
      await expect.poll(() => stayer.count, SOON).toBeGreaterThanOrEqual(1);
      expect(leaver.count).toBe(0);
    });

    it('follow it to its end by wakes alone, while it is being written', async () => {
      const [reader, relay] = await twoHandles(setup);
      const stream = aStream();
      const end = 60;
      const seen: number[] = [];
      let at = 0;
      let wakes = Promise.withResolvers<void>();
      await reader.watchStream(stream, () => wakes.resolve());
      const reading = (async () => {
        while (at < end) {
          await wakes.promise;
          wakes = Promise.withResolvers();
          const slice = await reader.readStream(stream, at, 1_000);
          seen.push(...(slice?.entries ?? []).map(({ offset }) => offset));
          at = slice?.next ?? at;
        }
      })();
      for (let offset = 0; offset < end; offset++) {
        const expected = offset === 0 ? undefined : offset;
        await relay.appendToStream(
          stream,
          { expected, from: offset, next: offset + 1 },
          entriesAt(offset),
        );
      }
      await reading;
      expect(seen).toEqual(Array.from({ length: end }, (_, i) => i));
    }, 20_000);
  });
}
