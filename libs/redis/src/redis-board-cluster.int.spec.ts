import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import { silentLogger } from '@metamorphosis/core';
import { anUpdate, describeBoard } from '@metamorphosis/core/testing';
import { createRedisBoard } from './redis-board.js';
import { RedisClusterProcesses } from './testing/redis-cluster.js';
import { canStartRedis } from './testing/redis-process.js';
import { aBoard } from './testing/test-board.js';

const SOON = { timeout: 15_000, interval: 10 } as const;

// Skipped only where no redis-server is installed and none is required.
describe.skipIf(!canStartRedis)('on a cluster of three nodes', () => {
  let cluster: RedisClusterProcesses;
  beforeAll(async () => {
    cluster = await RedisClusterProcesses.start();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  describeBoard('RedisBoard', async (retention) => {
    const keyPrefix = `test:${randomUUID()}`;
    const options = { connection: { cluster: cluster.urls.slice(0, 1) }, keyPrefix, retention };
    return {
      open: async () => createRedisBoard({ ...options, logger: silentLogger }),
      [Symbol.asyncDispose]: () => cluster.removeKeys(keyPrefix),
    };
  });

  it('keeps hearing after the node that it subscribed at has gone', async () => {
    const options = {
      connection: { cluster: cluster.urls },
      keyPrefix: 'nodes',
      callTimeoutMs: 1_000,
    };
    const [board, other] = [aBoard(options), aBoard(options)];
    const seen: CommandUpdate[] = [];
    let reconnected = 0;
    board.onReconnect(() => void reconnected++);
    await board.watchReplies('caller', (update) => seen.push(update));
    await other.ping();
    for (const node of cluster.nodes) {
      await node.kill();
      await node.start();
      await expect.poll(() => other.ping().then(() => 'up', String), SOON).toBe('up');
      await expect
        .poll(async () => {
          await other.putUpdate(anUpdate(), 'caller').catch(() => undefined);
          return seen.length;
        }, SOON)
        .toBeGreaterThan(0);
      seen.length = 0;
    }
    // It subscribed at one of them, so it was cut off at least once.
    expect(reconnected).toBeGreaterThanOrEqual(1);
  }, 60_000);
});
