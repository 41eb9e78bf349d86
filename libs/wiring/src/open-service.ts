import type { Secrets } from '@metamorphosis/contract';
import type { Board, EventLog, Logger, Readiness, TableTypes } from '@metamorphosis/core';
import { openStore, type ServiceStore } from './adapters/open-store.js';
import { watchReadiness } from './adapters/watch-readiness.js';
import { openPlatform } from './open-platform.js';
import { readSettings } from './settings/read-settings.js';
import type { Settings } from './settings/settings.js';

/** The adapters of one process of a service (what `@metamorphosis/nest` asks for). */
export interface ServiceConnections {
  readonly log: EventLog;
  readonly board: Board;
  readonly store: ServiceStore;
  readonly settings: {
    readonly host: string;
    readonly port: number;
    readonly partitions: number;
    readonly instance: string;
    readonly secrets: Secrets;
    readonly mode: 'development' | 'production';
    readonly seed: boolean;
    readonly consumers: readonly string[] | undefined;
    readonly dataDirectory: string;
    readonly drainTimeoutMs: number;
    /** How long the event loop may be blocked before the process is ended; 0: it is not watched. */
    readonly hungAfterMs: number;
  };
  readonly readiness: Readiness;
  readonly logger: Logger;
  close(): Promise<void>;
}

/** Opens everything a process of a service stands on. Throws CONFIGURATION_INVALID. */
export function openService(
  service: string,
  role: 'subgraph' | 'worker',
  options: { readonly tableTypes?: TableTypes; readonly settings?: Settings } = {},
): ServiceConnections {
  const { tableTypes = {}, settings = readSettings() } = options;
  const platform = openPlatform(`${service}-${role}`, settings);
  const { log, board, readiness, logger, instance, secrets } = platform;
  const store = openStore(settings, { service, instance, tableTypes });
  const watch = watchReadiness(readiness, 'database', store);
  const { host, port = 0, partitions, mode, seed, consumers } = settings;
  const { dataDirectory, drainTimeoutMs, hungAfterMs } = settings;
  return {
    log,
    board,
    store,
    readiness,
    logger,
    settings: {
      host,
      port,
      partitions,
      instance,
      secrets,
      mode,
      seed,
      consumers,
      dataDirectory,
      drainTimeoutMs,
      hungAfterMs,
    },
    close: async () => {
      watch.stop();
      await store.close();
      await platform.close();
    },
  };
}
