import { describe, expect, it } from 'vitest';
import { describeCache } from './cache.features.js';
import type { Cache } from './cache.js';
import { createMemoryCache } from './memory-cache.js';

describeCache('memory', async () => {
  const memory = createMemoryCache();
  return {
    open: async () => handleOn(memory),
    [Symbol.asyncDispose]: () => memory.close(),
  };
});

/** Closing a handle leaves the memory to the others. */
function handleOn(memory: Cache): Cache {
  let own: Cache | undefined = memory;
  const closed = createMemoryCache();
  void closed.close();
  const current = (): Cache => own ?? closed;
  const close = async (): Promise<void> => {
    own = undefined;
  };
  return {
    get: (key) => current().get(key),
    set: (key, text, ttlMs) => current().set(key, text, ttlMs),
    take: (key, amount, limit, ttlMs) => current().take(key, amount, limit, ttlMs),
    close,
    [Symbol.asyncDispose]: close,
  };
}

describe('a cache in memory', () => {
  it('is bounded in bytes: what was not asked for longest is forgotten first', async () => {
    await using cache = createMemoryCache({ maxBytes: 60 });
    for (const key of ['a', 'b', 'c']) await cache.set(key, 'x'.repeat(9), 60_000);
    await cache.get('a');
    await cache.set('d', 'x'.repeat(9), 60_000);
    const kept = await Promise.all(['a', 'b', 'c', 'd'].map((key) => cache.get(key)));
    expect(kept.map((text) => text !== undefined)).toEqual([true, false, true, true]);
  });

  it('does not take what is larger than the whole', async () => {
    await using cache = createMemoryCache({ maxBytes: 60 });
    await cache.set('a', 'x', 60_000);
    await cache.set('b', 'x'.repeat(60), 60_000);
    expect(await cache.get('b')).toBeUndefined();
    expect(await cache.get('a')).toBe('x');
  });

  it('is bounded in counts', async () => {
    await using cache = createMemoryCache({ maxCounts: 2 });
    for (const key of ['a', 'b', 'c']) await cache.take(key, 1, 1, 60_000);
    expect(await cache.take('a', 1, 1, 60_000)).toBe(true);
    expect(await cache.take('c', 1, 1, 60_000)).toBe(false);
  });
});
