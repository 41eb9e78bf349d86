import { LRUCache } from 'lru-cache';
import { errors } from '@metamorphosis/contract';
import type { Cache, CacheBounds } from './cache.js';

/** What holds where nothing else is said. */
export const DEFAULT_CACHE_BOUNDS: Required<CacheBounds> = {
  maxBytes: 64 * 1024 * 1024,
  maxCounts: 100_000,
};

/** A cache in this process: what was not asked for longest is forgotten first. */
export function createMemoryCache(bounds: CacheBounds = {}): Cache {
  return new MemoryCache({ ...DEFAULT_CACHE_BOUNDS, ...bounds });
}

class MemoryCache implements Cache {
  private readonly texts: LRUCache<string, string>;
  private readonly counts: LRUCache<string, number>;
  private closed = false;

  constructor({ maxBytes, maxCounts }: Required<CacheBounds>) {
    this.texts = new LRUCache({
      maxSize: maxBytes,
      // An entry larger than the whole is not taken.
      maxEntrySize: maxBytes,
      sizeCalculation: (text, key) => bytesOf(key) + bytesOf(text),
    });
    this.counts = new LRUCache({ max: maxCounts });
  }

  async get(key: string): Promise<string | undefined> {
    this.assertOpen();
    return this.texts.get(key);
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    this.assertOpen();
    this.texts.set(key, text, { ttl: ttlMs });
  }

  async take(key: string, amount: number, limit: number, ttlMs: number): Promise<boolean> {
    this.assertOpen();
    const before = this.counts.get(key);
    const after = (before ?? 0) + amount;
    if (after > limit) return false;
    // A count ends when its first addition says so.
    this.counts.set(key, after, before === undefined ? { ttl: ttlMs } : { noUpdateTTL: true });
    return true;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.texts.clear();
    this.counts.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private assertOpen(): void {
    if (this.closed) throw errors.CLOSED(['The cache']);
  }
}

/** What characters take at most, as they lie in memory. */
function bytesOf(text: string): number {
  return 2 * text.length;
}
