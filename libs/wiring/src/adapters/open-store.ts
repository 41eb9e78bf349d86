import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Store, TableTypes } from '@metamorphosis/core';
import { createEmbeddedStore } from '@metamorphosis/embedded';
import { createPostgresStore } from '@metamorphosis/postgres';
import type { Settings } from '../settings/settings.js';

/** A service's store, and the author's tables beside it. */
export interface ServiceStore extends Store<Kysely<unknown>> {
  migrateService(migrations: Record<string, Migration>): Promise<void>;
}

/** Which store. */
export interface StoreOptions {
  readonly service: string;
  /** Owns leases; names the database sessions. */
  readonly instance: string;
  readonly tableTypes: TableTypes;
}

/** The store that the settings name: a schema in PostgreSQL, or a file of its own. */
export function openStore(
  settings: Settings,
  { service, instance, tableTypes }: StoreOptions,
): ServiceStore {
  const { databaseUrl, namespace, dataDirectory } = settings;
  if (databaseUrl === undefined) {
    mkdirSync(dataDirectory, { recursive: true });
    const file = join(dataDirectory, `${service}.sqlite`);
    return createEmbeddedStore<unknown>({ file, tableTypes });
  }
  // PostgreSQL's names know no dashes unless they are quoted everywhere.
  const name = namespace === undefined ? service : `${namespace}_${service}`;
  const schema = name.replaceAll('-', '_');
  return createPostgresStore<unknown>({
    url: databaseUrl,
    schema,
    applicationName: instance,
    tableTypes,
  });
}
