import type { StreamEntry } from './board.js';

/** The move of a stream's position, as `appendToStream` takes it. */
export interface StreamMove {
  readonly expected: number | undefined;
  readonly from: number;
  readonly next: number;
}

/**
 * Throws a RangeError for a move that no relay can mean: offsets that are no safe integers, a
 * position that goes back, entries out of order or outside of what was examined. Adapters check
 * before they write, since a script or a transaction half done would tear the stream.
 */
export function assertStreamMove(move: StreamMove, entries: readonly StreamEntry[]): void {
  const begin = Math.max(move.from, move.expected ?? move.from);
  assertOffset(begin);
  assertOffset(move.next);
  if (move.next < begin) {
    throw new RangeError(`A stream's position cannot go back: from ${begin} to ${move.next}.`);
  }
  let least = begin;
  for (const { offset } of entries) {
    assertOffset(offset);
    if (offset < least || offset >= move.next) {
      throw new RangeError(
        `Entry ${offset} is out of order or outside of the examined range ${begin} to ${move.next}.`,
      );
    }
    least = offset + 1;
  }
}

function assertOffset(offset: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new RangeError(`${offset} is no offset of a log.`);
  }
}
