import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { silentLogger, type Board } from '@metamorphosis/core';
import type { RedisBoardOptions } from '../options.js';
import { createRedisBoard } from '../redis-board.js';

/** The Redis of the int specs. Fails, and says what to do, when none is named. */
export function redisUrl(): string {
  const url = process.env['REDIS_URL'];
  if (url === undefined) {
    throw new Error('REDIS_URL names no Redis for this spec: npm run services -- start');
  }
  return url;
}

/** A prefix of its own for one test; its keys are removed when the test has ended. */
export function aPrefix(url = redisUrl()): string {
  const prefix = `test:${randomUUID()}`;
  onTestFinished(() => removeKeys(url, prefix));
  return prefix;
}

export async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.unlink(...keys);
  redis.disconnect();
}

/** A board that is closed when the test has ended. */
export function aBoard(options: Partial<RedisBoardOptions> = {}): Board {
  const board = createRedisBoard({
    connection: { url: redisUrl() },
    keyPrefix: options.keyPrefix ?? aPrefix(),
    logger: silentLogger,
    ...options,
  });
  onTestFinished(() => board.close());
  return board;
}

/** A plain client to look behind the board with. */
export function aClient(url = redisUrl()): Redis {
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  return redis;
}
