import type { Backoff } from '../lifecycle/timing.js';
import { classify, type FailureKind } from './failures.js';

/** How one kind of fault is retried. Waits between tries double from `firstMs` to `maxMs`, with jitter. */
export interface FaultPolicy extends Backoff {
  /** Tries in all; after the last the record is a dead letter. */
  readonly maxAttempts: number;
  /**
   * Of these, so many are made at once, one after the other, in place. For the others the record waits in the
   * retry table, where a restart does not forget it. @default 3
   */
  readonly inPlace?: number;
}

/** How failures of a consumer's handlers are taken. While a record waits, later ones of its key wait too; other keys flow. */
export interface RetryPolicy extends FaultPolicy {
  /**
   * What an error means, by its type: a kind, or how this fault is retried where it differs. Undefined: the
   * rules for everybody (`classify`).
   */
  readonly classify?: (error: unknown) => FailureKind | Partial<FaultPolicy> | undefined;
}

/** Ten tries within about a minute, three of them within half a second. */
export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 10,
  inPlace: 3,
  firstMs: 100,
  maxMs: 60_000,
};

/** What an error means under a policy. */
export function judge(
  error: unknown,
  policy: RetryPolicy,
): { readonly kind: FailureKind; readonly policy: Required<FaultPolicy> } {
  const { classify: ofConsumer, ...own } = policy;
  const said = ofConsumer?.(error);
  const kind = typeof said === 'string' ? said : said ? 'fault' : classify(error);
  const differs = typeof said === 'object' ? said : {};
  return { kind, policy: { inPlace: 3, ...own, ...differs } };
}
