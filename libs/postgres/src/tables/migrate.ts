import type pg from 'pg';
import { Session } from '../session/session.js';
import { TABLES } from './tables.js';

/** Makes the schema when it is missing. Allowed to whoever may use an existing one. */
export async function ensureSchema(session: Session, schema: string): Promise<void> {
  const found = await session.query('SELECT FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await session.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
}

/** Runs `work` in a transaction that no other process runs for the same schema. */
export async function migrating(
  config: pg.ClientConfig,
  schema: string,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await Session.connect(config);
  try {
    await session.query('BEGIN');
    await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['mm_migration', schema]),
    ]);
    await work(session);
    await session.query('COMMIT');
  } finally {
    // What was not committed is rolled back with the session.
    await session.end();
  }
}

/** Makes or updates the framework's tables. Of a newer version than this process knows, nothing is changed. */
export async function migrateTables(config: pg.ClientConfig, schema: string): Promise<void> {
  await migrating(config, schema, async (session) => {
    await ensureSchema(session, schema);
    await session.query(
      `CREATE TABLE IF NOT EXISTS mm_version
       (steps integer NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
    );
    const seen = await session.query('SELECT coalesce(max(steps), 0) AS steps FROM mm_version');
    const done = Number((seen.rows[0] as { steps: number } | undefined)?.steps ?? 0);
    for (const [i, step] of TABLES.entries()) {
      if (i < done) continue;
      await session.script(step);
      await session.query('INSERT INTO mm_version (steps) VALUES ($1)', [i + 1]);
    }
  });
}
