import type { Fence, LeaseKey } from './store.js';

/** Up to where the records of a consumer's partition will not be read again. */
export interface HandledBelow extends LeaseKey {
  readonly offset: number;
}

/** What a database remembers of records that were handled, and of handlers that did not survive. */
export interface HandledRecords {
  /**
   * Gives a lease back: nothing is in hand under it any more. Who takes it next need not fear that a record
   * killed its owner. Without it, `takeLease` answers a fence that is `unclean`. Does nothing under a void fence.
   */
  releaseLease(fence: Fence): Promise<void>;
  /**
   * Remembers that a record is about to be handled, and how many owners died with it before: when this one
   * dies too, its successor's fence has it as `suspect`. One mark a lease; without `record`, and when the
   * lease is given back, it is wiped off. Rejects with LEASE_LOST.
   */
  markAttempt(fence: Fence, record: string | undefined, deaths?: number): Promise<void>;
  /**
   * Forgets up to `limit` inbox rows, and the outcomes and notices of their records, that were written more than
   * `olderThanMs` ago for records below the given positions, or for records without a position. Never of a
   * record that is parked or a dead letter. Answers how many.
   */
  purgeHandled(below: readonly HandledBelow[], olderThanMs: number, limit: number): Promise<number>;
}

/** The consumer under which the inbox knows a record that is delivered in a namespace. */
export function inboxConsumer(consumer: string, namespace: string | undefined): string {
  return namespace === undefined ? consumer : `${consumer}#${namespace}`;
}
