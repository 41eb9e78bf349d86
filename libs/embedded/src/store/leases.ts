import { errors } from '@metamorphosis/contract';
import type { Fence, LeaseKey } from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';

/** Takes a lease: every fence of an older epoch is void from the commit on. */
export function takeLease(db: Connection, key: LeaseKey, owner: string): Fence {
  const { consumer, topic, partition } = key;
  const before = db.get<{ released: number; mark: string | null; deaths: number; owner: string }>(
    'SELECT released, mark, deaths, owner FROM mm_lease WHERE consumer = ? AND topic = ? AND partition = ?',
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
  const fence = { consumer, topic, partition, epoch: row?.epoch ?? 0, owner };
  if (before?.released !== 0) return fence;
  const { mark, deaths } = before;
  return {
    ...fence,
    unclean: true,
    ...(mark !== null && {
      suspect: { record: mark, deaths: deaths + 1, owner: before.owner },
    }),
  };
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

/** Under a checked fence: marks a record that is about to be handled. */
export function markAttempt(
  db: Connection,
  { consumer, topic, partition }: Fence,
  record: string | undefined,
  deaths: number,
): void {
  db.run(
    'UPDATE mm_lease SET mark = ?, deaths = ? WHERE consumer = ? AND topic = ? AND partition = ?',
    record ?? null,
    deaths,
    consumer,
    topic,
    partition,
  );
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
