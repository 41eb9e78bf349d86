import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { silentLogger } from '@metamorphosis/core';
import { describeBoard } from '@metamorphosis/core/testing';
import { createRedisBoard } from './redis-board.js';

const url = process.env['REDIS_URL'] ?? '';

describeBoard('RedisBoard', async (retention) => {
  const keyPrefix = `test:${randomUUID()}`;
  return {
    open: async () =>
      createRedisBoard({ connection: { url }, keyPrefix, retention, logger: silentLogger }),
    [Symbol.asyncDispose]: async () => removeKeys(keyPrefix),
  };
});

async function removeKeys(keyPrefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${keyPrefix}:*`);
  if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
}
