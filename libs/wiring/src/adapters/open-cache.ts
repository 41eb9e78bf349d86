import { errors } from '@metamorphosis/contract';
import type { Cache, Logger } from '@metamorphosis/core';
import { createRedisCache } from '@metamorphosis/redis';
import type { Settings } from '../settings/settings.js';

/** A cache on the Redis at `url`, or on that of the settings. Throws CONFIGURATION_INVALID when none is named. */
export function openCache(
  { redisUrl, namespace }: Pick<Settings, 'redisUrl' | 'namespace'>,
  logger: Logger,
  url = redisUrl,
): Cache {
  if (url === undefined) {
    throw errors.CONFIGURATION_INVALID([
      'Something is to be kept in Redis (store: redis), and none is named. Set REDIS_URL, or redis.url.',
    ]);
  }
  return createRedisCache({
    connection: { url },
    keyPrefix: namespace ?? 'metamorphosis',
    logger,
  });
}
