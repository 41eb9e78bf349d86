/** How often and when something is tried again. */
export interface RetryOptions {
  /** The first pause; each further one is twice as long. @default 200 */
  readonly initialDelayMs?: number;
  /** No pause is longer, but for one that the gateway asks for (`Retry-After`). @default 10000 */
  readonly maxDelayMs?: number;
  /**
   * How often a request is sent in all before its error is thrown, and how often in a row a subscription may be refused. A
   * lost connection is tried again for ever. @default 6
   */
  readonly maxAttempts?: number;
}

export type RetryPolicy = Required<RetryOptions>;

export const DEFAULT_RETRY: RetryPolicy = {
  initialDelayMs: 200,
  maxDelayMs: 10_000,
  maxAttempts: 6,
};

/**
 * How long to wait before the next attempt, `attempt` counted from 0. Between half of the pause and all of it, so that clients
 * that lost their gateway together do not come back together.
 */
export function delayMs(attempt: number, policy: RetryPolicy, random = Math.random): number {
  const pause = Math.min(policy.maxDelayMs, policy.initialDelayMs * 2 ** Math.min(attempt, 30));
  return pause / 2 + (random() * pause) / 2;
}

/** A caller does not wait for longer than this on a gateway's word alone: it is told instead. */
const LONGEST_ASKED_MS = 60_000;

/**
 * How long to wait after an error: what `delayMs` says, or longer when the gateway asks for it. Undefined when it asks for more
 * than a minute: then there is no sense in trying again.
 */
export function pauseMs(
  { retryAfterMs = 0 }: { readonly retryAfterMs?: number | undefined },
  attempt: number,
  policy: RetryPolicy,
): number | undefined {
  if (retryAfterMs > LONGEST_ASKED_MS) return undefined;
  return Math.max(retryAfterMs, delayMs(attempt, policy));
}
