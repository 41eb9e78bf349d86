import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../sqlite/connection.js';
import type { DatabaseFile } from '../sqlite/database-file.js';
import { offsetOf, recordId } from './log-schema.js';
import { allTopics, type Topic } from './topics.js';

/** Rows deleted in one transaction: the write lock is held for about a millisecond. */
const STEP = 500;
/** Between two steps, so that appends get their turn. */
const STEP_PAUSE_MS = 5;
/** A compacted partition is gone through when this many records came since the last time. */
const COMPACT_AFTER = 200;

/** Deletes what is older than its topic's retention and what compaction makes void, in small steps. */
export async function purge(file: DatabaseFile, signal: AbortSignal): Promise<void> {
  for (const topic of await file.read(allTopics)) {
    for (let i = 0; i < topic.partitions; i += 1) {
      const slot = topic.firstSlot + i;
      if (topic.retentionMs !== null) await trimByAge(file, slot, topic.retentionMs, signal);
      if (topic.compacted) await compact(file, topic, slot, signal);
    }
  }
}

interface Head {
  readonly earliest: number;
  readonly next: number;
  readonly compacted_to: number;
}

function readHead(db: Connection, slot: number): Head | undefined {
  return db.get<Head>('SELECT earliest, next, compacted_to FROM head WHERE slot = ?', slot);
}

async function trimByAge(
  file: DatabaseFile,
  slot: number,
  retentionMs: number,
  signal: AbortSignal,
): Promise<void> {
  const bound = recordId(slot + 1, 0);
  for (;;) {
    const before = await file.read((db) => {
      const head = readHead(db, slot);
      if (head === undefined || head.earliest >= head.next) return undefined;
      const rows = db.all<{ id: number; at: number }>(
        `SELECT id, at FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ${STEP + 1}`,
        recordId(slot, head.earliest),
        bound,
      );
      const cutoff = Date.now() - retentionMs;
      const kept = rows.findIndex(({ at }) => at > cutoff);
      if (kept === 0) return undefined;
      // The last row is beyond the step: it is the new earliest one.
      const first = rows[kept < 0 ? STEP : kept];
      return first === undefined ? head.next : offsetOf(first.id);
    });
    if (before === undefined || signal.aborted) return;
    await file.write((db) => trimBefore(db, slot, before));
    await pause(STEP_PAUSE_MS, undefined, { ref: false });
  }
}

/** Drops the records of a slot below an offset, in small steps. */
export async function trimSlot(file: DatabaseFile, slot: number, before: number): Promise<void> {
  const head = await file.read((db) => readHead(db, slot));
  if (head === undefined) return;
  const end = Math.min(before, head.next);
  for (let from = head.earliest; from < end; from += STEP) {
    await file.write((db) => trimBefore(db, slot, Math.min(end, from + STEP)));
    await pause(STEP_PAUSE_MS, undefined, { ref: false });
  }
}

/** Drops the records of a slot below an offset. */
export function trimBefore(db: Connection, slot: number, before: number): void {
  db.run('DELETE FROM record WHERE id >= ? AND id < ?', recordId(slot, 0), recordId(slot, before));
  db.run('UPDATE head SET earliest = max(earliest, ?) WHERE slot = ?', before, slot);
}

async function compact(
  file: DatabaseFile,
  topic: Topic,
  slot: number,
  signal: AbortSignal,
): Promise<void> {
  const head = await file.read((db) => readHead(db, slot));
  if (head === undefined || head.next - head.compacted_to < COMPACT_AFTER) return;
  const newest = new Map<string, number>();
  const superseded: number[] = [];
  let from = recordId(slot, head.earliest);
  const bound = recordId(slot, head.next);
  for (;;) {
    const rows = await file.read((db) =>
      db.all<{ id: number; key: string | null }>(
        `SELECT id, key FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ${STEP}`,
        from,
        bound,
      ),
    );
    for (const { id, key } of rows) {
      if (key === null) continue;
      const older = newest.get(key);
      if (older !== undefined) superseded.push(older);
      newest.set(key, id);
      from = id + 1;
    }
    if (rows.length < STEP || signal.aborted) break;
    await pause(STEP_PAUSE_MS, undefined, { ref: false });
  }
  for (let i = 0; i < superseded.length && !signal.aborted; i += STEP) {
    await file.write((db) => {
      for (const id of superseded.slice(i, i + STEP)) db.run('DELETE FROM record WHERE id = ?', id);
    });
    await pause(STEP_PAUSE_MS, undefined, { ref: false });
  }
  if (signal.aborted) return;
  await file.write((db) =>
    db.run('UPDATE head SET compacted_to = max(compacted_to, ?) WHERE slot = ?', head.next, slot),
  );
}
