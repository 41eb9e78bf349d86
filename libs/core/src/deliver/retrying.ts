import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import { classify } from './failures.js';
import type { RetryPolicy } from './retry-policy.js';

/** How a record's tries came out. */
export type Tried<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'rejected'; readonly error: unknown; readonly attempts: number }
  | { readonly kind: 'given-up'; readonly error: unknown; readonly attempts: number };

/** What trying needs. */
export interface TryOptions {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Called before the wait that follows a failed try. */
  readonly onRetry?: (attempt: number, error: unknown) => void;
}

/**
 * Tries until it works, is rejected, or is given up. An unreachable database is waited for and does
 * not count; LEASE_LOST, and anything after the signal was aborted, is thrown on: the work is void.
 */
export async function tryUntilDecided<T>(
  work: (attempt: number) => Promise<T>,
  { policy, signal, logger, onRetry }: TryOptions,
): Promise<Tried<T>> {
  let attempt = 1;
  for (let waits = 1; ;) {
    signal.throwIfAborted();
    try {
      return { kind: 'done', value: await work(attempt) };
    } catch (error) {
      if (signal.aborted || isMetamorphosisError(error, 'LEASE_LOST')) throw error;
      if (isMetamorphosisError(error, 'UNAVAILABLE')) {
        const waitMs = backoffMs({ firstMs: 100, maxMs: 5000 }, waits++);
        logger.warn({ err: error, waitMs }, 'waiting for the database');
        await pause(waitMs, signal);
        continue;
      }
      const kind = classify(error);
      if (kind === 'rejection') return { kind: 'rejected', error, attempts: attempt };
      if (kind === 'defect' || attempt >= policy.maxAttempts) {
        return { kind: 'given-up', error, attempts: attempt };
      }
      const waitMs = backoffMs(policy, attempt);
      logger.warn({ err: error, attempt, waitMs }, 'a handler failed; it will be tried again');
      onRetry?.(attempt, error);
      attempt += 1;
      await pause(waitMs, signal);
    }
  }
}
