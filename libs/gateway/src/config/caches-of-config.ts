import { createMemoryCache, type Cache } from '@metamorphosis/core';
import type { GatewayConfig } from './gateway-config.js';

/** Caches that a configuration asks for, each for its use. */
export interface ConfiguredCaches {
  readonly answers?: Cache;
  /** Documents that other gateways are to find, too. */
  readonly documents?: Cache;
  readonly budgets?: Cache;
}

/** The same, opened. */
export interface OpenedCaches extends ConfiguredCaches {
  close(): Promise<void>;
}

/**
 * Opens what a configuration says, for one of so many processes; Redis once for all uses. Throws what
 * `openRedis` throws.
 */
export function cachesOfConfig(
  config: GatewayConfig,
  openRedis: () => Cache,
  processes = 1,
): OpenedCaches {
  const { responseCache, documents, cost } = config;
  const opened = new Set<Cache>();
  let redis: Cache | undefined;
  const remember = (cache: Cache): Cache => {
    opened.add(cache);
    return cache;
  };
  const shared = (): Cache => (redis ??= remember(openRedis()));
  const answers =
    responseCache &&
    (responseCache.store === 'redis'
      ? shared()
      : remember(createMemoryCache({ maxBytes: Math.ceil(responseCache.maxBytes / processes) })));
  return {
    ...(answers && { answers }),
    ...(documents.store === 'redis' && documents.persistedQueries && { documents: shared() }),
    ...(cost?.perMinute?.store === 'redis' && { budgets: shared() }),
    close: async () => {
      await Promise.all([...opened].map((cache) => cache.close()));
    },
  };
}
