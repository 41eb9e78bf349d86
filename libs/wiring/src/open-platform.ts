import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Secrets } from '@metamorphosis/contract';
import {
  createReadiness,
  type Board,
  type EventLog,
  type Logger,
  type Readiness,
} from '@metamorphosis/core';
import { createLogger } from '@metamorphosis/telemetry';
import { openBoard } from './adapters/open-board.js';
import { openLog } from './adapters/open-log.js';
import { watchReadiness } from './adapters/watch-readiness.js';
import { readSettings, shownSettings } from './settings/read-settings.js';
import { readSecrets } from './settings/secrets.js';
import type { Settings } from './settings/settings.js';

/** What a process of the platform stands on: log and board, opened, and what it needs to know. */
export interface Platform {
  readonly log: EventLog;
  readonly board: Board;
  readonly secrets: Secrets;
  readonly settings: Settings;
  /** Unique per process: `<name>@<host>-<pid>-<random>`. */
  readonly instance: string;
  readonly readiness: Readiness;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** Log and board alone, for programs that only look. */
export interface Ports {
  readonly log: EventLog;
  readonly board: Board;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** Opens log and board as the environment says, and nothing else: no secret is asked for. Throws CONFIGURATION_INVALID. */
export function openPorts(name: string, settings: Settings): Ports {
  const logger = createLogger({ name, level: settings.logLevel, pretty: true });
  const log = openLog(settings, instanceOf(name), logger);
  const board = openBoard(settings, logger);
  return {
    log,
    board,
    logger,
    close: async () => {
      await log.close();
      await board.close();
    },
  };
}

/**
 * Opens log and board as the environment says. Nothing is waited for: an adapter that cannot be
 * reached answers UNAVAILABLE and `readiness` says so. Throws CONFIGURATION_INVALID.
 */
export function openPlatform(name: string, settings: Settings = readSettings()): Platform {
  const instance = instanceOf(name);
  const logger = createLogger({
    name,
    level: settings.logLevel,
    pretty: settings.mode === 'development',
  });
  logger.info({ instance, ...shownSettings(settings) }, `${name} starts`);
  const secrets = readSecrets(settings);
  const log = openLog(settings, instance, logger);
  const board = openBoard(settings, logger);
  const readiness = createReadiness();
  const watches = [
    watchReadiness(readiness, 'log', log),
    watchReadiness(readiness, 'board', board),
  ];
  return {
    log,
    board,
    secrets,
    settings,
    instance,
    readiness,
    logger,
    close: async () => {
      for (const watch of watches) watch.stop();
      await log.close();
      await board.close();
    },
  };
}

function instanceOf(name: string): string {
  return `${name}@${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
