import type { BoardRetention } from './board.js';

/** What a board keeps unless told otherwise: a day of everything. */
export const DEFAULT_BOARD_RETENTION: BoardRetention = Object.freeze({
  outcomeMs: 86_400_000,
  streamMs: 86_400_000,
});
