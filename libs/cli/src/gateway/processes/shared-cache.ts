import type { Cache } from '@metamorphosis/core';
import type { Handlers, Line } from './line.js';

/** What a process at the other end of a line may do with a cache of this one. */
export function cacheHandlers(cache: Cache): Handlers {
  return {
    'cache.get': (key: string) => cache.get(key),
    'cache.set': ([key, text, ttlMs]: Parameters<Cache['set']>) => cache.set(key, text, ttlMs),
    'cache.take': ([key, amount, limit, ttlMs]: Parameters<Cache['take']>) =>
      cache.take(key, amount, limit, ttlMs),
  };
}

/** The same cache at the other end. Closing it leaves it to the others. */
export function cacheOverLine(line: Line): Cache {
  const close = async (): Promise<void> => undefined;
  return {
    get: (key) => line.ask('cache.get', key),
    set: (...set) => line.ask('cache.set', set),
    take: (...take) => line.ask('cache.take', take),
    close,
    [Symbol.asyncDispose]: close,
  };
}
