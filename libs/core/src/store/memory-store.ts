import { errors, type DeadLetterFilter } from '@metamorphosis/contract';
import type { Subscription } from '../lifecycle/lifecycle.js';
import type { ReplayPace, StoredDeadLetter } from './dead-letter-rows.js';
import type { HandledBelow } from './handled-records.js';
import { MemoryDatabase } from './memory-database.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';
import { MemoryHandledRecords } from './memory-handled-records.js';
import { MemoryPublishing } from './memory-publishing.js';
import { MemoryRetryTable } from './memory-retry-table.js';
import { OverlayTx, type MemoryTx } from './memory-tx.js';
import type { BlockedKey, ParkedRecord, ParkedRow } from './retry-table.js';
import type {
  ClaimedRecord,
  Fence,
  LeaseKey,
  Notice,
  OutboxBacklog,
  Outcome,
  PublisherLease,
  Store,
  UnitRequest,
  UnitResult,
  Verdict,
} from './store.js';

/** How an in-memory store is made. */
export interface MemoryStoreOptions {
  /** Shared with other stores: several processes on one database. @default one of its own */
  readonly database?: MemoryDatabase;
}

/**
 * A store that keeps everything in memory: for tests and for trying things out. Units of different
 * records run at once; one that read what another changed meanwhile runs again.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store<MemoryTx> {
  return new MemoryStore(options.database ?? new MemoryDatabase());
}

class MemoryStore implements Store<MemoryTx> {
  readonly reader: MemoryTx;
  readonly #database: MemoryDatabase;
  readonly #publishing: MemoryPublishing;
  readonly #retries: MemoryRetryTable;
  readonly #letters: MemoryDeadLetters;
  readonly #handled: MemoryHandledRecords;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #subscriptions = new Set<Subscription>();
  #closed = false;

  constructor(database: MemoryDatabase) {
    this.#database = database;
    this.#publishing = new MemoryPublishing(database);
    this.#retries = new MemoryRetryTable(database);
    this.#letters = new MemoryDeadLetters(database, this.#retries);
    this.#handled = new MemoryHandledRecords(database);
    const refuse = (): Promise<never> =>
      Promise.reject(new TypeError('The reader only reads: write in a unit of work.'));
    const latest = async (): Promise<OverlayTx> => {
      this.#check();
      return new OverlayTx(database.rows);
    };
    this.reader = {
      get: async <T>(key: string) => (await latest()).get<T>(key),
      keys: async (prefix) => (await latest()).keys(prefix),
      fail: async (message) => (await latest()).fail(message),
      set: refuse,
      delete: refuse,
    };
  }

  async migrate(): Promise<void> {
    this.#check();
  }

  async takeLease(key: LeaseKey, owner: string): Promise<Fence> {
    this.#check();
    return this.#handled.take(key, owner);
  }

  async releaseLease(fence: Fence): Promise<void> {
    this.#check();
    this.#handled.release(fence);
  }

  async markAttempt(fence: Fence, record: string | undefined, deaths = 0): Promise<void> {
    this.#check(fence);
    this.#handled.mark(fence, record, deaths);
  }

  async purgeHandled(
    below: readonly HandledBelow[],
    olderThanMs: number,
    limit: number,
  ): Promise<number> {
    this.#check();
    return this.#handled.purge(below, olderThanMs, limit);
  }

  async unit(request: UnitRequest, work: (tx: MemoryTx) => Promise<Verdict>): Promise<UnitResult> {
    this.#check();
    const { consumer, recordId } = request.inbox;
    const inboxKey = JSON.stringify([consumer, recordId]);
    const running = this.#database.inTurn(inboxKey, () => this.#run(request, inboxKey, work));
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }

  async #run(
    request: UnitRequest,
    inboxKey: string,
    work: (tx: MemoryTx) => Promise<Verdict>,
  ): Promise<UnitResult> {
    const deadline = Promise.withResolvers<never>();
    deadline.promise.catch(() => undefined);
    const timer = setTimeout(() => {
      deadline.reject(errors.DEADLINE_EXCEEDED(['A unit of work', request.timeoutMs]));
    }, request.timeoutMs);
    try {
      for (;;) {
        this.#checkFence(request.fence);
        if (this.#isRepeat(request, inboxKey)) {
          return { kind: 'repeat', ...this.#storedOutcome(request.inbox.recordId) };
        }
        const tx = new OverlayTx(this.#database.rows);
        const verdict = await Promise.race([work(tx), deadline.promise]).finally(() => tx.end());
        this.#checkFence(request.fence);
        // What was read has changed: as a database would, after a serialisation failure.
        if (verdict.writes === 'keep' && tx.isStale) continue;
        return this.#commit(request, inboxKey, tx, verdict);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #isRepeat({ parked }: UnitRequest, inboxKey: string): boolean {
    if (parked && !this.#retries.has(parked.id)) return true;
    return !parked?.supersedes && this.#database.inbox.has(inboxKey);
  }

  #commit(request: UnitRequest, inboxKey: string, tx: OverlayTx, verdict: Verdict): UnitResult {
    const database = this.#database;
    if (!database.isAvailable) throw errors.UNAVAILABLE(['The in-memory store']);
    const { writes, outcome, outbox, deadLetter } = verdict;
    if (writes === 'keep') {
      if (tx.refusal) throw tx.refusal;
      tx.apply();
    }
    const { inbox, position, parked } = request;
    database.inbox.set(inboxKey, { inbox, ...(position && { position }), at: Date.now() });
    if (parked) this.#retries.remove(parked.id);
    if (outcome) this.#settle(structuredClone(outcome));
    if (deadLetter) this.#letters.add(deadLetter);
    database.outbox.push(...outbox.map((record) => ({ record: structuredClone(record) })));
    if (outbox.length > 0) for (const wake of [...database.wakers]) wake();
    return { kind: 'committed', ...(outcome && { outcome }) };
  }

  #settle(outcome: Outcome): void {
    const { commandId, version } = outcome.update;
    const stored = this.#database.outcomes.get(commandId);
    if (stored && stored.update.version >= version) return;
    this.#database.outcomes.set(commandId, outcome);
    const { inputHash: _, ...told } = outcome;
    this.#database.notices.set(commandId, { commandId, ...told, writtenAt: Date.now() });
  }

  #storedOutcome(commandId: string): { readonly outcome?: Outcome } {
    const outcome = this.#database.outcomes.get(commandId);
    return outcome ? { outcome: structuredClone(outcome) } : {};
  }

  async outcome(commandId: string): Promise<Outcome | undefined> {
    this.#check();
    return this.#storedOutcome(commandId).outcome;
  }

  async deadLetters(
    filter: DeadLetterFilter,
    limit: number,
    after?: string,
  ): Promise<readonly StoredDeadLetter[]> {
    this.#check();
    return structuredClone(this.#letters.matching(filter, after).slice(0, limit));
  }

  async countDeadLetters(filter: DeadLetterFilter): Promise<number> {
    this.#check();
    return this.#letters.matching(filter).length;
  }

  async replayDeadLetters(
    filter: DeadLetterFilter,
    limit: number,
    pace: ReplayPace,
  ): Promise<number> {
    this.#check();
    return this.#letters.replay(filter, limit, pace);
  }

  async discardDeadLetters(
    filter: DeadLetterFilter,
    limit: number,
    reason: string,
  ): Promise<number> {
    this.#check();
    return this.#letters.discard(filter, limit, reason);
  }

  async park(fence: Fence, parked: ParkedRecord, dueInMs: number): Promise<void> {
    this.#check(fence);
    this.#retries.park(parked, dueInMs);
  }

  async postpone(fence: Fence, id: string, attempts: number, dueInMs: number): Promise<void> {
    this.#check(fence);
    this.#retries.postpone(id, attempts, dueInMs);
  }

  async unpark(fence: Fence, id: string): Promise<void> {
    this.#check(fence);
    this.#retries.remove(id);
  }

  async blockedKeys(of: LeaseKey, key?: string): Promise<readonly BlockedKey[]> {
    this.#check();
    return this.#retries.blocked(of, key);
  }

  async dueRows(of: readonly LeaseKey[], limit: number): Promise<readonly ParkedRow[]> {
    this.#check();
    return this.#retries.due(of, limit);
  }

  async addParked(
    parked: readonly (ParkedRecord & { readonly dueInMs: number })[],
  ): Promise<number> {
    this.#check();
    return parked.filter(({ dueInMs, ...it }) => this.#retries.add(it, dueInMs)).length;
  }

  async countParked(consumer?: string): Promise<number> {
    this.#check();
    return this.#retries.count(consumer);
  }

  async pendingNotices(olderThanMs: number, limit: number): Promise<readonly Notice[]> {
    this.#check();
    const before = Date.now() - olderThanMs;
    return [...this.#database.notices.values()]
      .filter(({ writtenAt }) => writtenAt <= before)
      .slice(0, limit)
      .map(({ writtenAt: _, ...notice }) => structuredClone(notice));
  }

  async noticed(commandIds: readonly string[]): Promise<void> {
    this.#check();
    for (const id of commandIds) this.#database.notices.delete(id);
  }

  async takePublisherLease(owner: string, ttlMs: number): Promise<PublisherLease | undefined> {
    this.#check();
    return this.#publishing.take(owner, ttlMs);
  }

  async releasePublisherLease(lease: PublisherLease): Promise<void> {
    this.#check();
    this.#publishing.release(lease);
  }

  async claimOutbox(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]> {
    this.#check();
    return this.#publishing.claim(lease, limit);
  }

  async claimedOutbox(lease: PublisherLease): Promise<readonly ClaimedRecord[]> {
    this.#check();
    return this.#publishing.claimed(lease);
  }

  async markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void> {
    this.#check();
    this.#publishing.markSent(lease, upToPublishNumber);
  }

  async outboxBacklog(sentUpTo: number): Promise<OutboxBacklog> {
    this.#check();
    return this.#publishing.backlog(sentUpTo);
  }

  onOutbox(wake: () => void): Subscription {
    const waker = (): void => wake();
    const subscription: Subscription = {
      close: async () => {
        this.#database.wakers.delete(waker);
        this.#subscriptions.delete(subscription);
      },
    };
    this.#database.wakers.add(waker);
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async ping(): Promise<void> {
    this.#check();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #check(fence?: Fence): void {
    if (this.#closed) throw errors.CLOSED(['The in-memory store']);
    if (!this.#database.isAvailable) throw errors.UNAVAILABLE(['The in-memory store']);
    this.#checkFence(fence);
  }

  #checkFence(fence: Fence | undefined): void {
    if (!fence || this.#handled.isHeld(fence)) return;
    throw errors.LEASE_LOST([fence.consumer, fence.topic, fence.partition]);
  }
}
