import { partitionOf, type AppendRecord, type Position } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { recordId } from './log-schema.js';
import type { Topic } from './topics.js';

/** A record whose bytes are made, so that as little as possible is done under the write lock. */
export interface PreparedRecord {
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers: string;
}

/** Makes the bytes of a record. */
export function prepareRecord({ key, value, headers }: AppendRecord): PreparedRecord {
  return {
    key,
    value: typeof value === 'string' ? Buffer.from(value) : value,
    headers: JSON.stringify(headers),
  };
}

/** Appends records to the partitions of their keys; answers positions in the order given. */
export function appendRecords(
  db: Connection,
  topic: Topic,
  records: readonly PreparedRecord[],
): readonly Position[] {
  const next = new Map<number, number>();
  const now = Date.now();
  return records.map((record) => {
    const partition = partitionOf(record.key ?? '', topic.partitions);
    const offset = next.get(partition) ?? reserve(db, topic, partition, records);
    next.set(partition, offset + 1);
    insertRecord(db, recordId(topic.firstSlot + partition, offset), record, now);
    return { topic: topic.name, partition, offset };
  });
}

/** Reserves offsets for all records that go to the partition; answers the first. */
function reserve(
  db: Connection,
  topic: Topic,
  partition: number,
  records: readonly PreparedRecord[],
): number {
  let count = records.length;
  if (count > 1) {
    const { partitions } = topic;
    count = records.filter(({ key }) => partitionOf(key ?? '', partitions) === partition).length;
  }
  return reserveOffsets(db, topic.firstSlot + partition, count);
}

/** Reserves `count` offsets of a slot; answers the first. */
export function reserveOffsets(db: Connection, slot: number, count: number): number {
  const row = db.get<{ next: number }>(
    'UPDATE head SET next = next + ? WHERE slot = ? RETURNING next',
    count,
    slot,
  );
  if (row === undefined) throw new Error(`The log has no slot ${slot}.`);
  return row.next - count;
}

/** Writes one record where it belongs. */
export function insertRecord(
  db: Connection,
  id: number,
  { key, value, headers }: PreparedRecord,
  at: number,
): void {
  db.run('INSERT INTO record VALUES (?, ?, ?, ?, ?)', id, key, value, headers, at);
}
