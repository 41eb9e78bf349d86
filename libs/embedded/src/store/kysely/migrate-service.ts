import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

/**
 * Brings a service's own tables to the newest version. `tx` is the transaction that holds the write
 * lock: it is the migration lock, and a migration that fails leaves nothing behind.
 */
export async function migrateService(
  tx: Kysely<unknown>,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    db: tx,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: 'service_migration',
    migrationLockTableName: 'service_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error as Error;
}
