import type { LogRecord, TopicPartition } from '../log/event-log.js';
import type { Fence, LeaseKey } from './store.js';

/** A record that waits to be tried again, or behind one of its key that does. */
export interface ParkedRecord {
  readonly consumer: string;
  /** As it was read. */
  readonly record: LogRecord;
  /** The inbox keeps what it knows of this id for as long as the record is parked. */
  readonly recordId: string;
  /** Tries that were made; 0 for a record that only waits behind others. */
  readonly attempts: number;
  /** How often operators replayed it: its outcome supersedes those of before. */
  readonly replays: number;
  /** The inbox namespace under which a range of the log is delivered anew; absent: the consumer's own. */
  readonly namespace?: string;
}

/** A row of the retry table. */
export interface ParkedRow extends ParkedRecord {
  readonly id: string;
}

/** A key with parked records. */
export interface BlockedKey extends TopicPartition {
  readonly key: string;
  readonly rows: number;
  /** Until its first row is due, by the database's clock; 0 when it is. */
  readonly dueInMs: number;
}

/**
 * Records that wait in the database, so that they block nobody but their own key and no restart
 * forgets them. Rows of one key (a record without a key counts as one with the empty key) are in the
 * order of their offsets; only the first of them is ever due.
 */
export interface RetryTable {
  /**
   * Parks a record; once for each consumer, position and namespace: a second time changes nothing. Behind
   * other rows of its key it waits for its turn; as the first it is due in `dueInMs`. Rejects with LEASE_LOST.
   */
  park(fence: Fence, parked: ParkedRecord, dueInMs: number): Promise<void>;
  /** A row was tried once more, and is due again later. Rejects with LEASE_LOST. */
  postpone(fence: Fence, id: string, attempts: number, dueInMs: number): Promise<void>;
  /** Removes a row that has ended otherwise than in a unit of work; the next of its key is due. Rejects with LEASE_LOST. */
  unpark(fence: Fence, id: string): Promise<void>;
  /** The keys of a partition that have rows; only `key`, when it is given. */
  blockedKeys(of: LeaseKey, key?: string): Promise<readonly BlockedKey[]>;
  /** Rows of these partitions that are due; those that have waited longest first. */
  dueRows(of: readonly LeaseKey[], limit: number): Promise<readonly ParkedRow[]>;
  /**
   * Adds records for their partition's owner to find, each due in so many milliseconds. Not fenced:
   * for operators. Answers how many were not there yet.
   */
  addParked(parked: readonly (ParkedRecord & { readonly dueInMs: number })[]): Promise<number>;
  /** How many rows a consumer has, or all. */
  countParked(consumer?: string): Promise<number>;
}

/** The key under which a record's lane and its parked rows go. */
export function laneKeyOf({ key }: Pick<LogRecord, 'key'>): string {
  return key ?? '';
}
