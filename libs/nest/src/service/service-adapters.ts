import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Secrets } from '@metamorphosis/contract';
import type { Board, EventLog, Logger, Readiness, Store, TableTypes } from '@metamorphosis/core';

/** A service's database: the rules' store, and the author's tables beside it. */
export interface ServiceStore extends Store<Kysely<unknown>> {
  /** Brings the author's tables up to date. Several processes may call it at once. */
  migrateService(migrations: Record<string, Migration>): Promise<void>;
}

/** What a service's process is told about itself. */
export interface ServiceSettings {
  readonly host: string;
  /** The subgraph's port, or a worker's health port. 0 takes a free one. */
  readonly port: number;
  /** Partitions of topics that are made. */
  readonly partitions: number;
  /** Unique per process: owns leases and names the process in logs. */
  readonly instance: string;
  /** The secrets behind ids of commands with an idempotency key. */
  readonly secrets: Secrets;
  /** `development` shows messages of internal errors to callers. */
  readonly mode: 'development' | 'production';
  /** Whether to put the service's seed into an empty database. */
  readonly seed: boolean;
  /** Consumers this worker runs; undefined for all of the service. */
  readonly consumers: readonly string[] | undefined;
  /** Where processes of this machine keep files. */
  readonly dataDirectory: string;
  /** How long closing waits for what is in hand. */
  readonly drainTimeoutMs: number;
  /** How long the event loop may be blocked before the process is ended; 0: it is not watched. */
  readonly hungAfterMs: number;
}

/** The adapters of one process of a service, already opened. They close with the process. */
export interface ServiceAdapters {
  readonly log: EventLog;
  readonly board: Board;
  readonly store: ServiceStore;
  readonly settings: ServiceSettings;
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** Closes log, board and store. */
  close(): Promise<void>;
}

/** Opens the adapters of a process of this service. May throw CONFIGURATION_INVALID. */
export type OpenAdapters = (service: { readonly tableTypes?: TableTypes }) => ServiceAdapters;
