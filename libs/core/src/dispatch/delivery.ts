import type { LogRecord } from '../log/event-log.js';
import type { Fence } from '../store/store.js';

/** Under which ownership a record is handled. */
export interface Ownership {
  /** Present for consumers whose effects live in a store. */
  readonly fence?: Fence;
  /** Aborted once the work will not count any more. */
  readonly signal: AbortSignal;
}

/**
 * Handles one record to its end: done, repeat or parked. Resolves when the offset may move. Rejects
 * only when the work is void: LEASE_LOST, or after the ownership's signal was aborted.
 */
export type Deliver = (record: LogRecord, ownership: Ownership) => Promise<void>;
