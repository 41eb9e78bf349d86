import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryBoard,
  createMemoryEventLog,
  createReadiness,
  MemoryLogCluster,
  silentLogger,
  type TableTypes,
} from '@metamorphosis/core';
import { createEmbeddedStore } from '@metamorphosis/embedded';
import type { ServiceAdapters } from '@metamorphosis/nest';

/** Adapters that open no port: log and board in memory, the store on an SQLite file that goes with them. */
export interface TestAdapters extends ServiceAdapters {
  readonly cluster: MemoryLogCluster;
}

/** Opens the adapters of a test, in a folder of its own. */
export async function openTestAdapters(
  service: string,
  tableTypes: TableTypes,
): Promise<TestAdapters> {
  const dataDirectory = await mkdtemp(join(tmpdir(), `metamorphosis-${service}-`));
  const cluster = new MemoryLogCluster();
  const log = createMemoryEventLog(cluster);
  const board = createMemoryBoard();
  const file = join(dataDirectory, `${service}.sqlite`);
  const store = createEmbeddedStore<unknown>({ file, tableTypes });
  return {
    cluster,
    log,
    board,
    store,
    readiness: createReadiness(),
    logger: silentLogger,
    settings: {
      host: '127.0.0.1',
      port: 0,
      // What belongs together lies in one line: events are seen in the order in which they were published.
      partitions: 1,
      instance: `${service}@test`,
      secrets: {
        current: { keyId: 'test', secret: 'of-no-value-outside-of-this-test' },
        previous: [],
      },
      mode: 'development',
      seed: false,
      consumers: undefined,
      dataDirectory,
      drainTimeoutMs: 2000,
      hungAfterMs: 0,
    },
    close: async () => {
      await log.close();
      await board.close();
      await store.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
