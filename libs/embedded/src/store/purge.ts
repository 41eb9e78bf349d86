import type { HandledBelow } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

interface InboxKey {
  readonly consumer: string;
  readonly record_id: string;
}

/** Inbox rows that nobody needs any more: of records below the given positions, or without one. */
export function purgeable(
  db: Connection,
  below: readonly HandledBelow[],
  olderThanMs: number,
  limit: number,
): readonly InboxKey[] {
  return db.all<{ consumer: string; record_id: string }>(
    `SELECT consumer, record_id FROM mm_inbox i
     WHERE at <= ?1 AND (i.topic IS NULL OR EXISTS (
       SELECT 1 FROM json_each(?2) b
       WHERE b.value ->> 'topic' = i.topic AND b.value ->> 'partition' = i.partition
         AND i."offset" < b.value ->> 'offset'
         AND (i.consumer = b.value ->> 'consumer' OR
              substr(i.consumer, 1, length(b.value ->> 'consumer') + 1) = (b.value ->> 'consumer') || '#')))
       AND NOT EXISTS (SELECT 1 FROM mm_parked p WHERE p.record_id = i.record_id)
       AND NOT EXISTS (SELECT 1 FROM mm_dead_letter d
                       WHERE d.record_id = i.record_id AND d.discarded_at IS NULL)
     LIMIT ?3`,
    Date.now() - olderThanMs,
    JSON.stringify(below),
    limit,
  );
}

/** Forgets inbox rows with all that was known of their records, but of those that were parked meanwhile. */
export function purge(db: Connection, keys: readonly InboxKey[]): number {
  let count = 0;
  for (const { consumer, record_id: id } of keys) {
    const forgotten = db.run(
      `DELETE FROM mm_inbox WHERE consumer = ?1 AND record_id = ?2
         AND NOT EXISTS (SELECT 1 FROM mm_parked WHERE record_id = ?2)`,
      consumer,
      id,
    );
    if (forgotten === 0) continue;
    count += 1;
    db.run('DELETE FROM mm_outcome WHERE command_id = ?', id);
    db.run('DELETE FROM mm_notice WHERE command_id = ?', id);
  }
  return count;
}
