import { errors } from '@metamorphosis/contract';
import type { Fence, LeaseKey } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

/** Takes a lease: every fence of an older epoch is void from the commit on. */
export function takeLease(db: Connection, key: LeaseKey, owner: string): Fence {
  const { consumer, topic, partition } = key;
  const row = db.get<{ epoch: number }>(
    `INSERT INTO mm_lease VALUES (?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET epoch = epoch + 1, owner = excluded.owner RETURNING epoch`,
    consumer,
    topic,
    partition,
    owner,
  );
  return { consumer, topic, partition, epoch: row?.epoch ?? 0, owner };
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
