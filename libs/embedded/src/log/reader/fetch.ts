import type { LogRecord } from '@metamorphosis/core';
import type { Connection } from '../../sqlite/connection.js';
import { offsetOf, OFFSETS_PER_SLOT, recordId } from '../log-schema.js';
import type { Holding } from './holding.js';

/** A batch ends at the first of these. */
const BATCH_RECORDS = 500;
const BATCH_BYTES = 1024 * 1024;

interface RecordRow {
  readonly id: number;
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers: string;
  readonly at: number;
}

/** Where each of these slots ends: the offset that its next record will get. */
export function readEnds(
  db: Connection,
  firstSlot: number,
  lastSlot: number,
): ReadonlyMap<number, number> {
  const rows = db.all<{ slot: number; next: number }>(
    'SELECT slot, next FROM head WHERE slot BETWEEN ? AND ?',
    firstSlot,
    lastSlot,
  );
  return new Map(rows.map(({ slot, next }) => [slot, next]));
}

/** The next records of a partition, as many as make a batch. */
export function fetchBatch(db: Connection, holding: Holding, from: number): readonly LogRecord[] {
  const { slot } = holding.held;
  const { topic, partition } = holding.assignment;
  const begin = recordId(slot, Math.min(from, OFFSETS_PER_SLOT - 1));
  const end = recordId(slot + 1, 0);
  const records: LogRecord[] = [];
  let bytes = 0;
  const rows = db
    .prepare(
      `SELECT id, key, value, headers, at FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ${BATCH_RECORDS}`,
    )
    .iterate(begin, end) as IterableIterator<unknown> as IterableIterator<RecordRow>;
  for (const { id, key, value, headers, at } of rows) {
    const parsed = JSON.parse(headers) as Record<string, string>;
    const offset = offsetOf(id);
    records.push({ topic, partition, offset, key, value, headers: parsed, timestamp: at });
    bytes += (value?.length ?? 0) + headers.length;
    if (bytes >= BATCH_BYTES) break;
  }
  return records;
}
