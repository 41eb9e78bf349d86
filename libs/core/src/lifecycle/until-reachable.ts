import { isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from './logger.js';
import { backoffMs, pause } from './timing.js';

/**
 * Does `work` as soon as what it needs can be reached: UNAVAILABLE is waited for with a growing,
 * logged pause; every other error is thrown on. Rejects with the signal's reason when aborted.
 */
export async function untilReachable<T>(
  what: string,
  work: () => Promise<T>,
  logger: Logger,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!isMetamorphosisError(error, 'UNAVAILABLE')) throw error;
      const waitMs = Math.round(backoffMs({ firstMs: 250, maxMs: 5000 }, attempt));
      logger.warn(
        { attempt, waitMs, reason: error.message },
        `${what} cannot be reached; trying again in ${waitMs} ms`,
      );
      await pause(waitMs, signal);
    }
  }
}
