import type { Notice, Outcome } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

/** Stores an outcome, unless one of the same or a higher version stands, with the notice of it. */
export function storeOutcome(db: Connection, outcome: Outcome): void {
  const { commandId, version } = outcome.update;
  const now = Date.now();
  const stored = db.run(
    `INSERT INTO mm_outcome VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, at = excluded.at, body = excluded.body
     WHERE excluded.version > version`,
    commandId,
    version,
    now,
    JSON.stringify(outcome),
  );
  if (stored > 0) db.run('INSERT OR REPLACE INTO mm_notice VALUES (?, ?)', commandId, now);
}

/** The stored outcome of a command. */
export function readOutcome(db: Connection, commandId: string): Outcome | undefined {
  const row = db.get<{ body: string }>(
    'SELECT body FROM mm_outcome WHERE command_id = ?',
    commandId,
  );
  return row === undefined ? undefined : (JSON.parse(row.body) as Outcome);
}

/** Notices of outcomes that are older than `olderThanMs`. */
export function pendingNotices(
  db: Connection,
  olderThanMs: number,
  limit: number,
): readonly Notice[] {
  return db
    .all<{ body: string }>(
      `SELECT o.body FROM mm_notice n JOIN mm_outcome o USING (command_id)
       WHERE n.at <= ? ORDER BY n.at LIMIT ?`,
      Date.now() - olderThanMs,
      limit,
    )
    .map(({ body }) => {
      const { update, replyTo } = JSON.parse(body) as Outcome;
      return { commandId: update.commandId, update, ...(replyTo !== undefined && { replyTo }) };
    });
}

/** Forgets the notices of these commands. */
export function forgetNotices(db: Connection, commandIds: readonly string[]): void {
  for (const id of commandIds) db.run('DELETE FROM mm_notice WHERE command_id = ?', id);
}
