import type { DeadLetterFilter } from '@metamorphosis/contract';
import {
  byPosition,
  matchesDeadLetter,
  parkedOf,
  recordIdOf,
  type DeadLetter,
  type ReplayPace,
  type StoredDeadLetter,
} from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { addParked } from './retry-table.js';

/** Keeps a dead letter. Its text lies in JSON, which holds any string that JavaScript does. */
export function storeDeadLetter(db: Connection, deadLetter: DeadLetter): void {
  const { value, ...letter } = deadLetter;
  const { consumer, topic, partition, offset } = letter;
  db.run(
    `INSERT INTO mm_dead_letter (consumer, topic, partition, "offset", record_id, value, body)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    consumer,
    topic,
    partition,
    offset,
    recordIdOf(letter),
    value,
    JSON.stringify(letter),
  );
}

/** Dead letters that match, the oldest first. */
export function readDeadLetters(
  db: Connection,
  filter: DeadLetterFilter,
  limit: number,
  after: string | undefined,
): readonly StoredDeadLetter[] {
  return matching(db, filter, after)
    .slice(0, limit)
    .map((letter) => withValue(db, letter));
}

export function countDeadLetters(db: Connection, filter: DeadLetterFilter): number {
  return matching(db, filter, undefined).length;
}

/** Moves dead letters to the retry table. */
export function replayDeadLetters(
  db: Connection,
  filter: DeadLetterFilter,
  limit: number,
  { firstInMs, everyMs }: ReplayPace,
): number {
  const letters = matching(db, filter, undefined).sort(byPosition).slice(0, limit);
  for (const [index, letter] of letters.entries()) {
    addParked(db, parkedOf(withValue(db, letter)), firstInMs + index * everyMs);
    db.run('DELETE FROM mm_dead_letter WHERE id = ?', Number(letter.id));
  }
  return letters.length;
}

/** Sets dead letters aside. */
export function discardDeadLetters(
  db: Connection,
  filter: DeadLetterFilter,
  limit: number,
  reason: string,
): number {
  const letters = matching(db, filter, undefined).slice(0, limit);
  for (const { id } of letters) {
    db.run(
      'UPDATE mm_dead_letter SET discarded_at = ?, discard_reason = ? WHERE id = ?',
      Date.now(),
      reason,
      Number(id),
    );
  }
  return letters.length;
}

/** Without their values, which may be large. They are few, and most of their text lies in JSON: so no search in SQL. */
function matching(
  db: Connection,
  filter: DeadLetterFilter,
  after: string | undefined,
): StoredDeadLetter[] {
  return db
    .all<{ id: number; body: string }>(
      'SELECT id, body FROM mm_dead_letter WHERE id > ? AND discarded_at IS NULL ORDER BY id',
      Number(after ?? 0),
    )
    .map(({ id, body }) => ({
      ...(JSON.parse(body) as Omit<DeadLetter, 'value'>),
      value: null,
      id: String(id),
    }))
    .filter((letter) => matchesDeadLetter(filter, letter));
}

function withValue(db: Connection, letter: StoredDeadLetter): StoredDeadLetter {
  const row = db.get<{ value: Uint8Array | null }>(
    'SELECT value FROM mm_dead_letter WHERE id = ?',
    Number(letter.id),
  );
  return { ...letter, value: row?.value ?? null };
}
