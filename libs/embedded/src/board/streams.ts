import {
  assertStreamMove,
  type StreamAppend,
  type StreamEntry,
  type StreamId,
  type StreamMove,
  type StreamSlice,
} from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { tellStream } from './notices.js';

/** Old entries that one append deletes at most. */
const TRIM_STEP = 500;

/** A stream's row. Entries below `earliest` are void, deleted or not. */
export interface StreamRow {
  readonly id: number;
  readonly next: number;
  readonly earliest: number;
  readonly moved_at: number;
}

/** The name of a stream, as notices bear it. */
export function streamKey({ topic, incarnation, partition }: StreamId): string {
  return JSON.stringify([topic, incarnation, partition]);
}

/** Finds a stream. */
export function findStream(db: Connection, id: StreamId): StreamRow | undefined {
  return db.get<StreamRow>(
    'SELECT id, next, earliest, moved_at FROM stream WHERE topic = ? AND incarnation = ? AND partition = ?',
    id.topic,
    id.incarnation,
    id.partition,
  );
}

/** Appends and moves the position, and tells; see `Board.appendToStream`. */
export function appendToStream(
  db: Connection,
  id: StreamId,
  move: StreamMove,
  entries: readonly StreamEntry[],
  keepMs: number,
): StreamAppend {
  assertStreamMove(move, entries);
  const now = Date.now();
  const found = findStream(db, id);
  if (found?.next !== move.expected) return { kind: 'mismatch', next: found?.next };
  const earliest = beginOf(found, move, now - keepMs);
  const stream = found?.id ?? insertStream(db, id, move, now);
  for (const entry of entries) {
    if (!isNew(db, stream, entry)) continue;
    db.run('INSERT INTO entry VALUES (?, ?, ?, ?)', stream, entry.offset, now, entry.payload);
  }
  db.run(
    'UPDATE stream SET next = ?, earliest = ?, moved_at = ? WHERE id = ?',
    move.next,
    earliest,
    move.next === found?.next ? found.moved_at : now,
    stream,
  );
  if (found !== undefined) trim(db, stream, now - keepMs);
  tellStream(db, streamKey(id));
  return { kind: 'appended' };
}

function beginOf(found: StreamRow | undefined, move: StreamMove, cutoff: number): number {
  if (found === undefined) return move.from;
  // A hole: the log had lost what lies between.
  if (move.from > found.next) return move.from;
  return found.moved_at <= cutoff ? found.next : found.earliest;
}

function insertStream(db: Connection, id: StreamId, move: StreamMove, now: number): number {
  const row = db.get<{ id: number }>(
    `INSERT INTO stream (topic, incarnation, partition, next, earliest, moved_at)
     VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
    id.topic,
    id.incarnation,
    id.partition,
    move.next,
    move.from,
    now,
  );
  return row?.id ?? 0;
}

function isNew(db: Connection, stream: number, entry: StreamEntry): boolean {
  const { publisher, publishNumber } = entry;
  if (publisher === undefined || publishNumber === undefined) return true;
  const moved = db.run(
    `INSERT INTO publisher VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET highest = excluded.highest WHERE excluded.highest > highest`,
    stream,
    publisher,
    publishNumber,
  );
  return moved > 0;
}

/** Deletes entries that are void or older than the cutoff, at most a step of them. Answers whether there may be more. */
function trim(db: Connection, stream: number, cutoff: number): boolean {
  const row = db.get<StreamRow>('SELECT earliest FROM stream WHERE id = ?', stream);
  const oldest = db.all<{ position: number; at: number }>(
    `SELECT position, at FROM entry WHERE stream = ? ORDER BY position LIMIT ${TRIM_STEP}`,
    stream,
  );
  const earliest = row?.earliest ?? 0;
  const kept = oldest.findIndex(({ position, at }) => position >= earliest && at > cutoff);
  const last = oldest[kept < 0 ? oldest.length - 1 : kept - 1];
  if (last === undefined) return false;
  db.run('DELETE FROM entry WHERE stream = ? AND position <= ?', stream, last.position);
  db.run('UPDATE stream SET earliest = max(earliest, ?) WHERE id = ?', last.position + 1, stream);
  return kept < 0 && oldest.length === TRIM_STEP;
}

/** Reads a part of a stream; see `Board.readStream`. */
export function readStream(
  db: Connection,
  id: StreamId,
  from: number,
  limit: number,
  keepMs: number,
): StreamSlice | undefined {
  return db.snapshot(() => {
    const stream = findStream(db, id);
    if (stream === undefined) return undefined;
    const end = Math.max(from, stream.next);
    // Nothing has moved for the whole retention: all of it is as old.
    if (stream.moved_at <= Date.now() - keepMs)
      return { entries: [], next: end, earliest: stream.next };
    const rows = db.all<{ position: number; payload: string }>(
      'SELECT position, payload FROM entry WHERE stream = ? AND position >= ? ORDER BY position LIMIT ?',
      stream.id,
      Math.max(from, stream.earliest),
      limit,
    );
    const last = rows.at(-1);
    return {
      entries: rows.map(({ position, payload }) => ({ offset: position, payload })),
      next: rows.length < limit || last === undefined ? end : last.position + 1,
      earliest: stream.earliest,
    };
  });
}

/** The streams that there are. */
export function listStreams(db: Connection): readonly number[] {
  return db.all<{ id: number }>('SELECT id FROM stream').map(({ id }) => id);
}

/** Deletes a step of old entries of a stream, also when it rests. Answers whether there may be more. */
export function sweepStream(db: Connection, stream: number, keepMs: number): boolean {
  const cutoff = Date.now() - keepMs;
  db.run('UPDATE stream SET earliest = next WHERE id = ? AND moved_at <= ?', stream, cutoff);
  return trim(db, stream, cutoff);
}
