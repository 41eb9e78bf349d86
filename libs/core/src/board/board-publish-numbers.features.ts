import { describe, expect, it } from 'vitest';
import { aStream, oneHandle, twoHandles, type BoardSetup } from './board-bed.features.js';
import type { Board, StreamEntry, StreamId } from './board.js';

/** An entry published by `publisher` under `publishNumber`. */
function published(offset: number, publisher: string, publishNumber: number): StreamEntry {
  return { offset, payload: `"${publisher} ${publishNumber}"`, publisher, publishNumber };
}

async function payloads(board: Board, stream: StreamId): Promise<unknown[]> {
  const slice = await board.readStream(stream, 0, 1_000);
  return (slice?.entries ?? []).map(({ payload }) => JSON.parse(payload) as unknown);
}

/** Part of `describeBoard`: an event that the log holds twice is read once. */
export function describePublishNumbers(setup: BoardSetup): void {
  describe('publish numbers', () => {
    it('that were seen in an earlier call are left out, and the position moves over them', async () => {
      const [one, other] = await twoHandles(setup);
      const stream = aStream();
      const again = [
        published(2, 'orders', 1),
        published(3, 'orders', 2),
        published(4, 'orders', 3),
      ];
      await one.appendToStream(stream, { expected: undefined, from: 0, next: 2 }, [
        published(0, 'orders', 1),
        published(1, 'orders', 2),
      ]);
      expect(await other.appendToStream(stream, { expected: 2, from: 2, next: 5 }, again)).toEqual({
        kind: 'appended',
      });
      expect(await payloads(one, stream)).toEqual(['orders 1', 'orders 2', 'orders 3']);
      expect(await one.streamPosition(stream)).toEqual({ next: 5 });
    });

    it('that are repeated within one call are left out', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const entries = [1, 2, 1, 2, 3].map((number, offset) => published(offset, 'orders', number));
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 5 }, entries);
      expect(await payloads(board, stream)).toEqual(['orders 1', 'orders 2', 'orders 3']);
    });

    it('count for each publisher alone, and compare as numbers', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 3 }, [
        published(0, 'orders', 9),
        published(1, 'billing', 1),
        published(2, 'orders', 10),
      ]);
      await board.appendToStream(stream, { expected: 3, from: 3, next: 6 }, [
        published(3, 'orders', 9),
        published(4, 'billing', 2),
        published(5, 'orders', 2 ** 53 - 1),
      ]);
      expect(await payloads(board, stream)).toEqual([
        'orders 9',
        'billing 1',
        'orders 10',
        'billing 2',
        `orders ${2 ** 53 - 1}`,
      ]);
    });

    it('are not asked of entries that bear none', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const foreign = (offset: number): StreamEntry => ({ offset, payload: '"foreign"' });
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 3 }, [
        foreign(0),
        published(1, 'orders', 1),
        foreign(2),
      ]);
      expect(await payloads(board, stream)).toEqual(['foreign', 'orders 1', 'foreign']);
    });

    it('of a refused move do not count as seen', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, [
        published(0, 'orders', 1),
      ]);
      const ahead = [published(7, 'orders', 7)];
      expect(
        (await board.appendToStream(stream, { expected: 7, from: 7, next: 8 }, ahead)).kind,
      ).toBe('mismatch');
      await board.appendToStream(stream, { expected: 1, from: 1, next: 2 }, [
        published(1, 'orders', 2),
      ]);
      expect(await payloads(board, stream)).toEqual(['orders 1', 'orders 2']);
    });

    it('belong to their stream: another incarnation begins without them', async () => {
      const board = await oneHandle(setup);
      const stream = aStream();
      const anew = { ...stream, incarnation: 'second' };
      await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, [
        published(0, 'orders', 5),
      ]);
      await board.appendToStream(anew, { expected: undefined, from: 0, next: 1 }, [
        published(0, 'orders', 1),
      ]);
      expect(await payloads(board, anew)).toEqual(['orders 1']);
    });
  });
}
