import type { Announcement, Presence } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

interface PresenceRow {
  readonly incarnation: string;
  readonly expires_at: number;
  readonly body: string;
}

/** Takes or renews a name, unless another incarnation holds it. */
export function announce(db: Connection, presence: Presence, ttlMs: number): Announcement {
  const { kind, name, incarnation } = presence;
  const now = Date.now();
  const held = db.get<PresenceRow>(
    'SELECT incarnation, expires_at, body FROM presence WHERE kind = ? AND name = ?',
    kind,
    name,
  );
  if (held !== undefined && held.expires_at > now && held.incarnation !== incarnation)
    return { kind: 'taken', by: JSON.parse(held.body) as Presence };
  db.run(
    'INSERT OR REPLACE INTO presence VALUES (?, ?, ?, ?, ?)',
    kind,
    name,
    incarnation,
    Math.ceil(now + ttlMs),
    JSON.stringify(presence),
  );
  return { kind: 'announced' };
}

/** Gives a name back, if this incarnation holds it. */
export function withdraw(db: Connection, { kind, name, incarnation }: Presence): void {
  db.run(
    'DELETE FROM presence WHERE kind = ? AND name = ? AND incarnation = ?',
    kind,
    name,
    incarnation,
  );
}

/** Who is there. */
export function listPresences(db: Connection, kind: string): readonly Presence[] {
  return db
    .all<PresenceRow>(
      'SELECT body FROM presence WHERE kind = ? AND expires_at > ? ORDER BY name',
      kind,
      Date.now(),
    )
    .map(({ body }) => JSON.parse(body) as Presence);
}

/** Forgets who has been gone for long. */
export function sweepPresences(db: Connection): void {
  db.run('DELETE FROM presence WHERE expires_at < ?', Date.now() - 60_000);
}
