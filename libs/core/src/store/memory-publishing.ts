import { errors, HEADERS } from '@metamorphosis/contract';
import type { MemoryDatabase } from './memory-database.js';
import type { ClaimedRecord, OutboxBacklog, PublisherLease } from './store.js';

/** The publisher's side of an in-memory database. */
export class MemoryPublishing {
  constructor(private readonly database: MemoryDatabase) {}

  take(owner: string, ttlMs: number): PublisherLease | undefined {
    const { publisher } = this.database;
    const now = Date.now();
    if (publisher.owner !== owner) {
      if (publisher.owner !== undefined && publisher.expiresAt > now) return undefined;
      publisher.epoch += 1;
      publisher.owner = owner;
    }
    publisher.expiresAt = now + ttlMs;
    return { epoch: publisher.epoch, owner, publisher: publisher.name };
  }

  release(lease: PublisherLease): void {
    const { publisher } = this.database;
    if (publisher.epoch === lease.epoch) publisher.owner = undefined;
  }

  claim(lease: PublisherLease, limit: number): readonly ClaimedRecord[] {
    this.#check(lease);
    const { publisher, outbox } = this.database;
    return outbox
      .filter((row) => row.publishNumber === undefined)
      .slice(0, limit)
      .map((row) => {
        publisher.lastNumber += 1;
        row.publishNumber = publisher.lastNumber;
        return { ...structuredClone(row.record), publishNumber: row.publishNumber };
      });
  }

  claimed(lease: PublisherLease): readonly ClaimedRecord[] {
    this.#check(lease);
    return this.database.outbox.flatMap(({ record, publishNumber }) =>
      publishNumber === undefined ? [] : [{ ...structuredClone(record), publishNumber }],
    );
  }

  markSent(lease: PublisherLease, upToPublishNumber: number): void {
    this.#check(lease);
    this.database.outbox = this.database.outbox.filter(
      ({ publishNumber }) => publishNumber === undefined || publishNumber > upToPublishNumber,
    );
  }

  backlog(sentUpTo: number): OutboxBacklog {
    const waiting = this.database.outbox.filter(
      ({ publishNumber }) => publishNumber === undefined || publishNumber > sentUpTo,
    );
    const oldestAt = waiting[0]?.record.headers[HEADERS.time];
    return { rows: waiting.length, ...(oldestAt !== undefined && { oldestAt }) };
  }

  #check({ epoch }: PublisherLease): void {
    const { publisher } = this.database;
    if (publisher.epoch === epoch && publisher.owner !== undefined) return;
    throw errors.LEASE_LOST(['the publisher', 'the outbox', 0]);
  }
}
