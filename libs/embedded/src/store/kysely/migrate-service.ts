import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Connection } from '../../sqlite/connection.js';

type Migrations = Readonly<Record<string, Migration>>;

const TABLE = 'service_migration';

/** Whether exactly these migrations were made: then nothing is to be done, and no lock to be taken. */
export function isMigrated(db: Connection, migrations: Migrations): boolean {
  const known = db.get('SELECT 1 FROM sqlite_schema WHERE name = ?', TABLE);
  if (known === undefined) return false;
  const made = new Set(
    db.all<{ name: string }>(`SELECT name FROM ${TABLE}`).map(({ name }) => name),
  );
  const names = Object.keys(migrations);
  return made.size === names.length && names.every((name) => made.has(name));
}

/**
 * Brings a service's own tables to the newest version. `tx` is the transaction that holds the write
 * lock: it is the migration lock, and a migration that fails leaves nothing behind.
 */
export async function migrateService(tx: Kysely<unknown>, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    db: tx,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('A migration failed.', { cause: error });
}
