import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { silentLogger } from '@metamorphosis/core';
import { describeCache } from '@metamorphosis/core/testing';
import { createRedisCache } from './redis-cache.js';
import { redisUrl, removeKeys } from './testing/test-board.js';

describeCache('Redis', async () => {
  const [url, keyPrefix] = [redisUrl(), `test:${randomUUID()}`];
  return {
    open: async () =>
      createRedisCache({
        connection: { url },
        keyPrefix,
        callTimeoutMs: 5_000,
        logger: silentLogger,
      }),
    [Symbol.asyncDispose]: () => removeKeys(url, keyPrefix),
  };
});

it('a cache on a Redis that is away says so at once, and its name', async () => {
  await using cache = createRedisCache({
    connection: { url: 'redis://127.0.0.1:1' },
    keyPrefix: 'test',
    callTimeoutMs: 100,
    logger: silentLogger,
  });
  await expect(cache.get('a')).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('The cache (Redis)') as string,
  });
});
