import {
  laneKeyOf,
  type BlockedKey,
  type LeaseKey,
  type ParkedRecord,
  type ParkedRow,
} from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

/** Parks a record; behind others of its key it waits for its turn. */
export function park(db: Connection, parked: ParkedRecord, dueInMs: number): void {
  const { consumer, record } = parked;
  const isBehind = db.get(
    'SELECT 1 FROM mm_parked WHERE consumer = ? AND topic = ? AND partition = ? AND lane = ?',
    consumer,
    record.topic,
    record.partition,
    laneOf(record),
  );
  addParked(db, parked, isBehind === undefined ? dueInMs : undefined);
}

/** Adds a row; false when the record is parked already. */
export function addParked(
  db: Connection,
  { consumer, record, recordId, attempts, replays, namespace }: ParkedRecord,
  dueInMs: number | undefined,
): boolean {
  const { topic, partition, offset, value, key, headers, timestamp } = record;
  const added = db.run(
    `INSERT INTO mm_parked
       (consumer, topic, partition, lane, "offset", namespace, record_id, attempts, due_at, value, body)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    consumer,
    topic,
    partition,
    laneOf(record),
    offset,
    namespace ?? '',
    recordId,
    attempts,
    dueInMs === undefined ? null : Math.ceil(Date.now() + dueInMs),
    value,
    JSON.stringify({ key, headers, timestamp, replays, namespace } satisfies Body),
  );
  return added > 0;
}

export function isParked(db: Connection, id: string): boolean {
  return db.get('SELECT 1 FROM mm_parked WHERE id = ?', Number(id)) !== undefined;
}

/** A row is due again later. */
export function postpone(db: Connection, id: string, attempts: number, dueInMs: number): void {
  db.run(
    'UPDATE mm_parked SET attempts = ?, due_at = ? WHERE id = ?',
    attempts,
    Math.ceil(Date.now() + dueInMs),
    Number(id),
  );
}

/** Removes a row; the next of its key is due. */
export function removeParked(db: Connection, id: string): void {
  const gone = db.get<{ consumer: string; topic: string; partition: number; lane: string }>(
    'DELETE FROM mm_parked WHERE id = ? RETURNING consumer, topic, partition, lane',
    Number(id),
  );
  if (gone === undefined) return;
  db.run(
    `UPDATE mm_parked SET due_at = coalesce(due_at, ?) WHERE id =
       (SELECT id FROM mm_parked WHERE consumer = ? AND topic = ? AND partition = ? AND lane = ?
        ORDER BY "offset", id LIMIT 1)`,
    Date.now(),
    gone.consumer,
    gone.topic,
    gone.partition,
    gone.lane,
  );
}

/** The keys of a partition that have rows. */
export function blockedKeys(
  db: Connection,
  { consumer, topic, partition }: LeaseKey,
  key: string | undefined,
): readonly BlockedKey[] {
  const lane = key === undefined ? null : JSON.stringify(key);
  return db
    .all<{ lane: string; rows: number; due_at: number | null }>(
      `SELECT lane, count(*) AS rows,
         (SELECT due_at FROM mm_parked f WHERE f.consumer = p.consumer AND f.topic = p.topic
            AND f.partition = p.partition AND f.lane = p.lane ORDER BY "offset", id LIMIT 1) AS due_at
       FROM mm_parked p
       WHERE consumer = ?1 AND topic = ?2 AND partition = ?3 AND (?4 IS NULL OR lane = ?4)
       GROUP BY lane ORDER BY lane`,
      consumer,
      topic,
      partition,
      lane,
    )
    .map((row) => ({
      topic,
      partition,
      key: JSON.parse(row.lane) as string,
      rows: row.rows,
      dueInMs: Math.max(0, (row.due_at ?? 0) - Date.now()),
    }));
}

/** The first rows of keys that are due. */
export function dueRows(
  db: Connection,
  of: readonly LeaseKey[],
  limit: number,
): readonly ParkedRow[] {
  const places = of.map(({ consumer, topic, partition }) => [consumer, topic, partition]);
  return db
    .all<Row>(
      `SELECT * FROM mm_parked p
       WHERE due_at <= ? AND (consumer, topic, partition) IN
         (SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?))
       AND NOT EXISTS (
         SELECT 1 FROM mm_parked f
         WHERE f.consumer = p.consumer AND f.topic = p.topic AND f.partition = p.partition
           AND f.lane = p.lane AND (f."offset", f.id) < (p."offset", p.id))
       ORDER BY due_at, id LIMIT ?`,
      Date.now(),
      JSON.stringify(places),
      limit,
    )
    .map(rowOf);
}

/** How many rows a consumer has, or all. */
export function countParked(db: Connection, consumer: string | undefined): number {
  const row = db.get<{ n: number }>(
    'SELECT count(*) AS n FROM mm_parked WHERE ?1 IS NULL OR consumer = ?1',
    consumer ?? null,
  );
  return row?.n ?? 0;
}

interface Row {
  readonly id: number;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly record_id: string;
  readonly attempts: number;
  readonly value: Uint8Array | null;
  readonly body: string;
}

interface Body {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestamp: number;
  readonly replays: number;
  readonly namespace: string | undefined;
}

function rowOf({ id, consumer, topic, partition, offset, value, ...row }: Row): ParkedRow {
  const { key, headers, timestamp, replays, namespace } = JSON.parse(row.body) as Body;
  return {
    id: String(id),
    consumer,
    record: { topic, partition, offset, key, value, headers, timestamp },
    recordId: row.record_id,
    attempts: row.attempts,
    replays,
    ...(namespace !== undefined && { namespace }),
  };
}

function laneOf(record: ParkedRecord['record']): string {
  return JSON.stringify(laneKeyOf(record));
}
