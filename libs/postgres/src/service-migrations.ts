import { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { translated } from './errors.js';
import { PoolDialect } from './kysely/pool-dialect.js';
import type { CompiledOptions } from './options.js';
import { sessionConfig } from './session/session-config.js';
import { SessionPool } from './session/session-pool.js';
import { ensureSchema, migrating } from './tables/migrate.js';

/** Runs a service's own migrations that its schema has not seen, in the order of their names. */
export async function migrateService(
  options: CompiledOptions,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  // One connection, without a limit on statements: building an index takes what it takes.
  const config = sessionConfig(options);
  await migrating(config, options.schema, (session) => ensureSchema(session, options.schema));
  const pool = new SessionPool(config, 1, options.idleTimeoutMs);
  const db = new Kysely<unknown>({ dialect: new PoolDialect(pool, options.schema) });
  try {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...migrations }) },
      // Named, or the tables of another service's schema would be taken for these.
      migrationTableSchema: options.schema,
      migrationTableName: 'service_migration',
      migrationLockTableName: 'service_migration_lock',
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw translated(error);
  } finally {
    await db.destroy();
  }
}
