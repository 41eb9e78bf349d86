import type { Backoff } from '../lifecycle/timing.js';

/** How faults are retried. While a record waits, later ones of its key wait too; other keys flow. */
export interface RetryPolicy extends Backoff {
  /** Tries in all; after the last the record is parked. */
  readonly maxAttempts: number;
}

/** Five tries within about two seconds. */
export const defaultRetryPolicy: RetryPolicy = { maxAttempts: 5, firstMs: 100, maxMs: 2000 };
