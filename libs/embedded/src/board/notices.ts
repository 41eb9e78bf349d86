import type { Connection } from '../sqlite/connection.js';

/** Something that happened on the board. */
export interface Notice {
  readonly id: number;
  readonly command_id: string | null;
  readonly reply_to: string | null;
  readonly stream: string | null;
  readonly channel: string | null;
  /** The update or the message, as JSON; null for streams. */
  readonly body: string | null;
}

/** Tells watchers of a command (when it is given) and of a reply channel (when it is given). */
export function tellUpdate(
  db: Connection,
  commandId: string | null,
  replyTo: string | null,
  body: string,
): void {
  db.run(
    'INSERT INTO notice (at, command_id, reply_to, body) VALUES (?, ?, ?, ?)',
    Date.now(),
    commandId,
    replyTo,
    body,
  );
}

/** Tells watchers of a stream. */
export function tellStream(db: Connection, stream: string): void {
  db.run('INSERT INTO notice (at, stream) VALUES (?, ?)', Date.now(), stream);
}

/** Tells listeners of a channel. */
export function tellMessage(db: Connection, channel: string, body: string): void {
  db.run('INSERT INTO notice (at, channel, body) VALUES (?, ?, ?)', Date.now(), channel, body);
}

/** The id of the newest notice that there ever was. */
export function newestNotice(db: Connection): number {
  return db.get<{ id: number | null }>('SELECT max(id) AS id FROM notice')?.id ?? 0;
}

/** The notices after an id, oldest first. */
export function noticesAfter(db: Connection, id: number, limit: number): readonly Notice[] {
  return db.all<Notice>(
    'SELECT id, command_id, reply_to, stream, channel, body FROM notice WHERE id > ? ORDER BY id LIMIT ?',
    id,
    limit,
  );
}

/** Deletes the oldest notices but the last one, at most `limit`, when they are older than `ageMs`. Answers whether there is more. */
export function purgeNotices(db: Connection, ageMs: number, limit: number): boolean {
  const cutoff = Date.now() - ageMs;
  const oldest = db.all<{ id: number; at: number }>(
    'SELECT id, at FROM notice ORDER BY id LIMIT ?',
    limit,
  );
  const kept = oldest.findIndex(({ at }) => at > cutoff);
  const last = oldest[kept < 0 ? oldest.length - 1 : kept - 1];
  if (last === undefined) return false;
  db.run('DELETE FROM notice WHERE id <= ? AND id < (SELECT max(id) FROM notice)', last.id);
  return kept < 0 && oldest.length === limit;
}
