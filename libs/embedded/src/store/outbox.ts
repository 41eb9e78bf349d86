import { errors, HEADERS } from '@metamorphosis/contract';
import type {
  ClaimedRecord,
  OutboxBacklog,
  OutboxRecord,
  PublisherLease,
} from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

interface PublisherRow {
  readonly publisher: string;
  readonly epoch: number;
  readonly owner: string | null;
  readonly expires_at: number;
  readonly claimed_to: number;
}

/** Adds records, in the order given. */
export function storeOutbox(db: Connection, records: readonly OutboxRecord[]): void {
  if (records.length === 0) return;
  let id = newestOutbox(db) ?? readPublisher(db).claimed_to;
  for (const { topic, key, value, headers } of records) {
    id += 1;
    db.run(
      'INSERT INTO mm_outbox VALUES (?, ?, ?, ?, ?)',
      id,
      topic,
      key,
      value,
      JSON.stringify(headers),
    );
  }
}

/** The id of the newest row; undefined when there is none. */
export function newestOutbox(db: Connection): number | undefined {
  return db.get<{ id: number | null }>('SELECT max(id) AS id FROM mm_outbox')?.id ?? undefined;
}

/** Takes or renews the right to publish; undefined while another owner holds it. */
export function takePublisherLease(
  db: Connection,
  owner: string,
  ttlMs: number,
): PublisherLease | undefined {
  const now = Date.now();
  const row = readPublisher(db);
  const mine = row.owner === owner;
  if (!mine && row.owner !== null && row.expires_at > now) return undefined;
  const epoch = mine ? row.epoch : row.epoch + 1;
  db.run(
    'UPDATE mm_publisher SET owner = ?, epoch = ?, expires_at = ?',
    owner,
    epoch,
    Math.ceil(now + ttlMs),
  );
  return { epoch, owner, publisher: row.publisher };
}

/** Gives the right back, if it is still held. */
export function releasePublisherLease(db: Connection, lease: PublisherLease): void {
  db.run('UPDATE mm_publisher SET owner = NULL WHERE epoch = ?', lease.epoch);
}

/** Claims rows: moves the mark over them. */
export function claimOutbox(
  db: Connection,
  lease: PublisherLease,
  limit: number,
): readonly ClaimedRecord[] {
  const { claimed_to } = checkLease(db, lease);
  const claimed = readRows(db, claimed_to, Number.MAX_SAFE_INTEGER, limit);
  const last = claimed.at(-1);
  if (last !== undefined) db.run('UPDATE mm_publisher SET claimed_to = ?', last.publishNumber);
  return claimed;
}

/** Rows that were claimed and not yet marked as sent. */
export function claimedOutbox(db: Connection, lease: PublisherLease): readonly ClaimedRecord[] {
  const { claimed_to } = checkLease(db, lease);
  return readRows(db, 0, claimed_to, Number.MAX_SAFE_INTEGER);
}

/** Forgets rows that are on the log. */
export function markSent(db: Connection, lease: PublisherLease, upTo: number): void {
  const { claimed_to } = checkLease(db, lease);
  db.run('DELETE FROM mm_outbox WHERE id <= ?', Math.min(upTo, claimed_to));
}

/** What waits beyond this publish number: the ids of rows are their numbers. */
export function outboxBacklog(db: Connection, sentUpTo: number): OutboxBacklog {
  const row = db.get<{ rows: number; headers: string | null }>(
    `SELECT count(*) AS rows,
            (SELECT headers FROM mm_outbox WHERE id > ? ORDER BY id LIMIT 1) AS headers
     FROM mm_outbox WHERE id > ?`,
    sentUpTo,
    sentUpTo,
  );
  const headers = JSON.parse(row?.headers ?? '{}') as Record<string, string>;
  const oldestAt = headers[HEADERS.time];
  return { rows: row?.rows ?? 0, ...(oldestAt !== undefined && { oldestAt }) };
}

function readPublisher(db: Connection): PublisherRow {
  const row = db.get<PublisherRow>('SELECT * FROM mm_publisher');
  if (row === undefined) throw new Error('The row of the publisher is gone from the store.');
  return row;
}

function checkLease(db: Connection, { epoch }: PublisherLease): PublisherRow {
  const row = readPublisher(db);
  if (row.owner === null || row.epoch !== epoch)
    throw errors.LEASE_LOST(['the publisher', 'the outbox', 0]);
  return row;
}

interface OutboxRow {
  readonly id: number;
  readonly topic: string;
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly headers: string;
}

function readRows(
  db: Connection,
  after: number,
  upTo: number,
  limit: number,
): readonly ClaimedRecord[] {
  return db
    .all<OutboxRow>(
      'SELECT * FROM mm_outbox WHERE id > ? AND id <= ? ORDER BY id LIMIT ?',
      after,
      upTo,
      limit,
    )
    .map(({ id, topic, key, value, headers }) => ({
      topic,
      key,
      value,
      headers: JSON.parse(headers) as Record<string, string>,
      publishNumber: id,
    }));
}
