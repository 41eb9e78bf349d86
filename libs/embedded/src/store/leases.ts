import { errors } from '@metamorphosis/contract';
import type { Fence, LeaseKey } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

/** Takes a lease: every fence of an older epoch is void from the commit on. */
export function takeLease(db: Connection, key: LeaseKey, owner: string): Fence {
  const { consumer, topic, partition } = key;
  const before = db.get<{ released: number }>(
    'SELECT released FROM mm_lease WHERE consumer = ? AND topic = ? AND partition = ?',
    consumer,
    topic,
    partition,
  );
  const row = db.get<{ epoch: number }>(
    `INSERT INTO mm_lease (consumer, topic, partition, epoch, owner) VALUES (?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET epoch = epoch + 1, owner = excluded.owner, released = 0 RETURNING epoch`,
    consumer,
    topic,
    partition,
    owner,
  );
  const unclean = before?.released === 0;
  const fence = { consumer, topic, partition, epoch: row?.epoch ?? 0, owner };
  return unclean ? { ...fence, unclean } : fence;
}

/** Remembers that nothing is in hand under the lease any more, if it is still held. */
export function releaseLease(db: Connection, fence: Fence): void {
  const { consumer, topic, partition, epoch } = fence;
  db.run(
    `UPDATE mm_lease SET released = 1, mark = NULL
     WHERE consumer = ? AND topic = ? AND partition = ? AND epoch = ?`,
    consumer,
    topic,
    partition,
    epoch,
  );
}

/** Under a checked fence: marks a record, and answers how many owners before died with it in hand. */
export function markAttempt(db: Connection, fence: Fence, record: string | undefined): number {
  const { consumer, topic, partition, epoch } = fence;
  const row = db.get<{ deaths: number }>(
    `UPDATE mm_lease
     SET deaths = CASE WHEN mark = ?1 THEN deaths + (mark_epoch < ?2) ELSE 0 END,
         mark = ?1, mark_epoch = ?2
     WHERE consumer = ?3 AND topic = ?4 AND partition = ?5 RETURNING deaths`,
    record ?? null,
    epoch,
    consumer,
    topic,
    partition,
  );
  return row?.deaths ?? 0;
}

/** Throws LEASE_LOST when the fence is void. Under the write lock it stays as it is until the commit. */
export function checkFence(db: Connection, { consumer, topic, partition, epoch }: Fence): void {
  const row = db.get<{ epoch: number }>(
    'SELECT epoch FROM mm_lease WHERE consumer = ? AND topic = ? AND partition = ?',
    consumer,
    topic,
    partition,
  );
  if (row?.epoch !== epoch) throw errors.LEASE_LOST([consumer, topic, partition]);
}
