import type { LogRecord } from '../log/event-log.js';
import type { ParkedRow } from '../store/retry-table.js';
import type { Fence } from '../store/store.js';

/** Where a record can wait for its next try without holding anything up but its key. */
export interface Parking {
  /**
   * Puts the record that is handled (or puts it back) into the retry table, due in `waitMs`. Waits for an
   * unreachable database; rejects only when the work is void.
   */
  park(failed: {
    readonly record: LogRecord;
    readonly recordId: string;
    readonly attempts: number;
    readonly waitMs: number;
    readonly parked: ParkedRow | undefined;
  }): Promise<void>;
}

/** Under which ownership a record is handled. */
export interface Ownership {
  /** Present for consumers whose effects live in a store. */
  readonly fence?: Fence;
  /** Aborted once the work will not count any more. */
  readonly signal: AbortSignal;
  /** Absent for consumers that have no retry table: all tries are made in place. */
  readonly parking?: Parking;
  /** The row of the retry table that the record comes from. */
  readonly parked?: ParkedRow;
  /** Whatever it does must be known to be its own: its unit of work shares no transaction. */
  readonly alone?: true;
  /** The record is not to be handled any more, for this reason: a dead letter. */
  readonly condemned?: Error;
}

/**
 * Handles one record to its end: done, repeat or parked. Resolves when the offset may move. Rejects
 * only when the work is void: LEASE_LOST, or after the ownership's signal was aborted.
 */
export type Deliver = (record: LogRecord, ownership: Ownership) => Promise<void>;
