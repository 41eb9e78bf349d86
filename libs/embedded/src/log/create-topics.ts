import { errors, newUuid } from '@metamorphosis/contract';
import type { TopicSpec } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { rebalanceAll } from './group/membership.js';
import { OFFSETS_PER_SLOT, recordId } from './log-schema.js';
import { bumpControl, findTopic } from './topics.js';

/** Makes those topics that are missing, and gives their partitions to readers that wait for them. */
export function createTopics(db: Connection, specs: readonly TopicSpec[]): void {
  for (const { name, partitions } of specs) {
    const found = findTopic(db, name);
    if (found !== undefined && found.partitions !== partitions)
      throw errors.TOPIC_MISMATCH([name, found.partitions, partitions]);
  }
  let made = 0;
  for (const spec of specs) made += createTopic(db, spec);
  if (made > 0) rebalanceAll(db);
}

function createTopic(db: Connection, spec: TopicSpec): number {
  const { next_slot: slot = 1 } =
    db.get<{ next_slot: number }>('SELECT next_slot FROM control') ?? {};
  const retentionMs = typeof spec.retentionMs === 'number' ? spec.retentionMs : null;
  const made = db.run(
    'INSERT INTO topic VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    spec.name,
    newUuid(),
    spec.partitions,
    slot,
    retentionMs,
    spec.compacted === true ? 1 : 0,
  );
  if (made === 0) return 0;
  for (let i = 0; i < spec.partitions; i += 1)
    db.run('INSERT INTO head VALUES (?, 0, 0, 0)', slot + i);
  db.run('UPDATE control SET next_slot = ?, version = version + 1', slot + spec.partitions);
  return 1;
}

/** Deletes a topic with its records and commits. Its slots are never used again. */
export function deleteTopic(db: Connection, name: string): void {
  const topic = findTopic(db, name);
  if (topic === undefined) return;
  const { firstSlot: first, partitions } = topic;
  const last = first + partitions - 1;
  db.run('DELETE FROM topic WHERE name = ?', name);
  db.run('DELETE FROM head WHERE slot BETWEEN ? AND ?', first, last);
  db.run('DELETE FROM committed WHERE slot BETWEEN ? AND ?', first, last);
  db.run(
    'DELETE FROM record WHERE id BETWEEN ? AND ?',
    recordId(first, 0),
    recordId(last, OFFSETS_PER_SLOT - 1),
  );
  db.run('DELETE FROM assignment WHERE slot BETWEEN ? AND ?', first, last);
  bumpControl(db);
}
