import { recordIdOf } from './dead-letter-rows.js';
import type { HandledBelow } from './handled-records.js';
import type { MemoryDatabase, MemoryInboxRow } from './memory-database.js';
import type { Fence, LeaseKey } from './store.js';

/** The key of a lease in an in-memory database. */
export const leaseId = ({ consumer, topic, partition }: LeaseKey): string =>
  JSON.stringify([consumer, topic, partition]);

/** Leases, attempt marks and the purge of an in-memory database. */
export class MemoryHandledRecords {
  constructor(private readonly database: MemoryDatabase) {}

  take(key: LeaseKey, owner: string): Fence {
    const id = leaseId(key);
    const before = this.database.leases.get(id);
    const epoch = (before?.epoch ?? 0) + 1;
    this.database.leases.set(id, { epoch, owner, isReleased: false, mark: before?.mark });
    const { consumer, topic, partition } = key;
    const unclean = before !== undefined && !before.isReleased;
    const fence = { consumer, topic, partition, epoch, owner };
    if (!unclean) return fence;
    const { mark } = before;
    const suspect = mark && {
      record: mark.record,
      deaths: mark.deaths + 1,
      owner: before.owner,
    };
    return { ...fence, unclean, ...(suspect && { suspect }) };
  }

  isHeld(fence: Fence): boolean {
    return this.database.leases.get(leaseId(fence))?.epoch === fence.epoch;
  }

  release(fence: Fence): void {
    const lease = this.database.leases.get(leaseId(fence));
    if (lease?.epoch !== fence.epoch) return;
    lease.isReleased = true;
    lease.mark = undefined;
  }

  mark(fence: Fence, record: string | undefined, deaths: number): void {
    const lease = this.database.leases.get(leaseId(fence));
    if (lease) lease.mark = record === undefined ? undefined : { record, deaths };
  }

  purge(below: readonly HandledBelow[], olderThanMs: number, limit: number): number {
    const before = Date.now() - olderThanMs;
    const named = new Set([
      ...this.database.deadLetters.map(recordIdOf),
      ...this.database.parked.map(({ parked }) => parked.recordId),
    ]);
    let count = 0;
    for (const [key, row] of this.database.inbox) {
      if (count === limit) break;
      if (row.at > before || named.has(row.inbox.recordId) || !isBelow(row, below)) continue;
      this.database.inbox.delete(key);
      this.database.outcomes.delete(row.inbox.recordId);
      this.database.notices.delete(row.inbox.recordId);
      count += 1;
    }
    return count;
  }
}

function isBelow({ inbox, position }: MemoryInboxRow, below: readonly HandledBelow[]): boolean {
  if (!position) return true;
  const { topic, partition, offset } = position;
  return below.some(
    (mark) =>
      (mark.consumer === inbox.consumer || inbox.consumer.startsWith(`${mark.consumer}#`)) &&
      mark.topic === topic &&
      mark.partition === partition &&
      offset < mark.offset,
  );
}
