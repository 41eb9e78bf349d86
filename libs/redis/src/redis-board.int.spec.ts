import { randomUUID } from 'node:crypto';
import { silentLogger } from '@metamorphosis/core';
import { describeBoard } from '@metamorphosis/core/testing';
import { createRedisBoard } from './redis-board.js';
import { redisUrl, removeKeys } from './testing/test-board.js';

describeBoard('RedisBoard', async (retention) => {
  const [url, keyPrefix] = [redisUrl(), `test:${randomUUID()}`];
  const options = { connection: { url }, keyPrefix, retention, logger: silentLogger };
  return {
    open: async () => createRedisBoard(options),
    [Symbol.asyncDispose]: () => removeKeys(url, keyPrefix),
  };
});
