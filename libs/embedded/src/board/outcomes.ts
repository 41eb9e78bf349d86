import { updateOrder, type Ordered } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { tellUpdate } from './notices.js';

const TERMINAL_RANK = 3;
const RANKS = 4;

interface OutcomeRow {
  readonly ord: number;
  readonly expires_at: number;
  readonly body: string;
}

/** An update to be put. */
export interface NewUpdate {
  readonly commandId: string;
  readonly order: Ordered;
  /** The update as JSON. */
  readonly body: string;
  readonly replyTo: string | null;
  readonly keepMs: number;
}

/** Stores an update when it outranks what stands there, and tells. */
export function putUpdate(db: Connection, update: NewUpdate): 'stored' | 'stale' {
  const now = Date.now();
  const { commandId, body, replyTo } = update;
  const ord = updateOrder(update.order);
  const standing = db.get<OutcomeRow>(
    'SELECT ord, expires_at, body FROM outcome WHERE command_id = ?',
    commandId,
  );
  const final = ord % RANKS === TERMINAL_RANK;
  // keep with core's `outranks` (the contract suite compares the two)
  if (standing !== undefined && standing.expires_at > now) {
    if (standing.ord > ord || (standing.ord === ord && final)) {
      if (replyTo !== null) tellUpdate(db, null, replyTo, standing.body);
      return 'stale';
    }
  }
  db.run(
    standing === undefined
      ? 'INSERT INTO outcome (ord, expires_at, body, command_id) VALUES (?, ?, ?, ?)'
      : 'UPDATE outcome SET ord = ?, expires_at = ?, body = ? WHERE command_id = ?',
    ord,
    now + update.keepMs,
    body,
    commandId,
  );
  tellUpdate(db, commandId, replyTo, body);
  return 'stored';
}

/** What stands for a command, as JSON. */
export function readOutcome(db: Connection, commandId: string): string | undefined {
  const row = db.get<OutcomeRow>(
    'SELECT expires_at, body FROM outcome WHERE command_id = ?',
    commandId,
  );
  return row !== undefined && row.expires_at > Date.now() ? row.body : undefined;
}

/**
 * Looks at `limit` outcomes after a command id and deletes the expired ones. Answers where to go on;
 * undefined at the end. (An index on the time would cost every put more than this walk costs.)
 */
export function sweepOutcomes(db: Connection, after: string, limit: number): string | undefined {
  const rows = db.all<{ command_id: string; expires_at: number }>(
    'SELECT command_id, expires_at FROM outcome WHERE command_id > ? ORDER BY command_id LIMIT ?',
    after,
    limit,
  );
  const now = Date.now();
  for (const { command_id, expires_at } of rows)
    if (expires_at <= now) db.run('DELETE FROM outcome WHERE command_id = ?', command_id);
  return rows.length < limit ? undefined : rows.at(-1)?.command_id;
}
