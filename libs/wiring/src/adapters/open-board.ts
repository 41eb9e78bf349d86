import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Board, Logger } from '@metamorphosis/core';
import { createEmbeddedBoard } from '@metamorphosis/embedded';
import { createRedisBoard } from '@metamorphosis/redis';
import type { Settings } from '../settings/settings.js';

/** The board that the settings name: Redis, or the embedded one. */
export function openBoard(settings: Settings, logger: Logger): Board {
  const { redisUrl, namespace, dataDirectory } = settings;
  if (redisUrl === undefined) {
    mkdirSync(dataDirectory, { recursive: true });
    return createEmbeddedBoard({ file: join(dataDirectory, 'board.sqlite') });
  }
  return createRedisBoard({
    connection: { url: redisUrl },
    keyPrefix: namespace ?? 'metamorphosis',
    logger,
  });
}
