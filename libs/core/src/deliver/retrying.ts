import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import { judge, type RetryPolicy } from './retry-policy.js';

/** How a record's tries came out. */
export type Tried<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'rejected'; readonly error: unknown; readonly attempts: number }
  | { readonly kind: 'given-up'; readonly error: unknown; readonly attempts: number }
  /** To be tried again, but not here and now. */
  | {
      readonly kind: 'later';
      readonly error: unknown;
      readonly attempts: number;
      readonly waitMs: number;
    };

/** What trying needs. */
export interface TryOptions {
  readonly policy: RetryPolicy;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Called when a failed try is followed by another one, before the wait. */
  readonly onRetry?: (attempt: number, error: unknown) => void;
  /** Tries that were made before. @default 0 */
  readonly made?: number;
  /** Whether tries after the fast ones are made later; else all are made here. @default false */
  readonly mayWait?: boolean;
}

/**
 * Tries until it works, is rejected, is given up, or can wait. An unreachable database is waited for and
 * does not count; LEASE_LOST, and anything after the signal was aborted, is thrown on: the work is void.
 */
export async function tryUntilDecided<T>(
  work: (attempt: number) => Promise<T>,
  { policy, signal, logger, onRetry, made = 0, mayWait = false }: TryOptions,
): Promise<Tried<T>> {
  let attempts = made + 1;
  for (let waits = 1; ;) {
    signal.throwIfAborted();
    try {
      return { kind: 'done', value: await work(attempts) };
    } catch (error) {
      if (signal.aborted || isMetamorphosisError(error, 'LEASE_LOST')) throw error;
      if (isMetamorphosisError(error, 'UNAVAILABLE')) {
        const waitMs = backoffMs({ firstMs: 100, maxMs: 5000 }, waits++);
        logger.warn({ err: error, waitMs }, 'waiting for the database');
        await pause(waitMs, signal);
        continue;
      }
      const { kind, policy: own } = judge(error, policy);
      if (kind === 'rejection') return { kind: 'rejected', error, attempts };
      if (kind === 'defect' || attempts >= own.maxAttempts) {
        return { kind: 'given-up', error, attempts };
      }
      const waitMs = backoffMs(own, attempts);
      logger.warn({ err: error, attempts, waitMs }, 'a handler failed; it will be tried again');
      onRetry?.(attempts, error);
      if (mayWait && attempts >= own.inPlace) return { kind: 'later', error, attempts, waitMs };
      attempts += 1;
      await pause(waitMs, signal);
    }
  }
}
