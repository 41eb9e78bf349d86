import { describe, expect, it, onTestFinished } from 'vitest';
import { isMetamorphosisError, type CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '@metamorphosis/core';
import { anUpdate, aStream, entriesAt } from '@metamorphosis/core/testing';
import { canStartRedis, RedisProcess } from './testing/redis-process.js';
import { aBoard, aClient } from './testing/test-board.js';

const SOON = { timeout: 15_000, interval: 10 } as const;

/** A server of its own, and boards on it. */
async function anOwnRedis(): Promise<{ redis: RedisProcess; board: Board; other: Board }> {
  const redis = await RedisProcess.start();
  onTestFinished(() => redis[Symbol.asyncDispose]());
  const options = { connection: { url: redis.url }, keyPrefix: 'own', callTimeoutMs: 500 };
  const [board, other] = [aBoard(options), aBoard(options)];
  await Promise.all([board.ping(), other.ping()]);
  return { redis, board, other };
}

const unavailable = (error: unknown): boolean => isMetamorphosisError(error, 'UNAVAILABLE');

// Skipped only where no redis-server is installed and none is required.
describe.skipIf(!canStartRedis)('when the Redis server', () => {
  it('is killed and started again while a caller waits, the caller is told to read again and hears', async () => {
    const { redis, board, other } = await anOwnRedis();
    const seen: CommandUpdate[] = [];
    let reconnected = 0;
    board.onReconnect(() => void reconnected++);
    await board.watchReplies('caller', (update) => seen.push(update));
    await redis.kill();
    await expect(other.putUpdate(anUpdate(), 'caller')).rejects.toSatisfy(unavailable);
    await redis.start();
    await expect.poll(() => reconnected, SOON).toBe(1);
    const outcome = anUpdate({ state: 'SUCCEEDED' });
    await expect
      .poll(() => other.putUpdate(outcome, 'caller').catch(unavailable), SOON)
      .toBe('stored');
    await expect.poll(() => seen, SOON).toEqual([outcome]);
  });

  it('comes back empty, streams are told as missing and can be begun anew', async () => {
    const { redis, board } = await anOwnRedis();
    const stream = aStream();
    let wakes = 0;
    await board.watchStream(stream, () => void wakes++);
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 2 }, entriesAt(0, 1));
    await expect.poll(() => wakes, SOON).toBe(1);
    await redis.kill();
    await redis.start();
    await expect.poll(() => wakes, SOON).toBe(2);
    const going = await board.appendToStream(
      stream,
      { expected: 2, from: 2, next: 3 },
      entriesAt(2),
    );
    expect(going).toEqual({ kind: 'mismatch', next: undefined });
    await board.appendToStream(stream, { expected: undefined, from: 1, next: 3 }, entriesAt(1, 2));
    expect((await board.readStream(stream, 1, 10))?.entries).toEqual(entriesAt(1, 2));
  });

  it('hangs, calls end with UNAVAILABLE after the call timeout and work again when it goes on', async () => {
    const { redis, board } = await anOwnRedis();
    redis.freeze();
    const began = performance.now();
    const calls = [board.getUpdate('orders.1'), board.putUpdate(anUpdate()), board.ping()];
    const answers = await Promise.allSettled(calls);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(
      answers.map((answer) => answer.status === 'rejected' && unavailable(answer.reason)),
    ).toEqual([true, true, true]);
    redis.thaw();
    await expect.poll(() => board.putUpdate(anUpdate()).catch(unavailable), SOON).toBe('stored');
  });

  it('has no memory left, puts are UNAVAILABLE and what was stored can be read', async () => {
    const { redis, board } = await anOwnRedis();
    const outcome = anUpdate({ state: 'SUCCEEDED' });
    await board.putUpdate(outcome);
    const admin = aClient(redis.url);
    await admin.config('SET', 'maxmemory', '1');
    await expect(board.putUpdate(anUpdate())).rejects.toSatisfy(unavailable);
    expect(await board.getUpdate(outcome.commandId)).toEqual(outcome);
    await admin.config('SET', 'maxmemory', '0');
    expect(await board.putUpdate(anUpdate())).toBe('stored');
  });
});
