import type { Lifecycle } from '../lifecycle/lifecycle.js';

/** Bounds of a cache that lives in this process. */
export interface CacheBounds {
  /** Keys and texts together, two bytes a character. @default 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Counts under way; the one not touched for longest begins anew. @default 100000 */
  readonly maxCounts?: number;
}

/**
 * Texts and counts that may be forgotten at any time: answers, documents, what callers have used up.
 * Handles on the same place see the same. All calls reject with UNAVAILABLE while it cannot be
 * reached, with CLOSED after `close`: whoever asks goes on without.
 */
export interface Cache extends Lifecycle {
  /** Undefined when it was never set, has ended, or was forgotten. */
  get(key: string): Promise<string | undefined>;
  /** Keeps a text for `ttlMs` from now. One that is larger than the whole cache is not kept. */
  set(key: string, text: string, ttlMs: number): Promise<void>;
  /**
   * Adds `amount` to a count unless it would be above `limit` then, and tells whether it did: of calls
   * made side by side no two take the same room. A count ends `ttlMs` after its first addition. Texts
   * and counts of one key are two things.
   */
  take(key: string, amount: number, limit: number, ttlMs: number): Promise<boolean>;
}
