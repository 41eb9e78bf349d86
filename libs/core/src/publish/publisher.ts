import { HEADERS, isMetamorphosisError } from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import { background } from '../lifecycle/background.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import { WakeUp } from '../lifecycle/wake-up.js';
import type { AppendRecord, EventLog } from '../log/event-log.js';
import type { ClaimedRecord, OutboxBacklog, PublisherLease, Store } from '../store/store.js';

/** What a publisher is made of. */
export interface PublisherOptions {
  readonly store: Store<never>;
  readonly log: EventLog;
  readonly board: Board;
  /** Unique per process. */
  readonly owner: string;
  readonly logger: Logger;
  /** Rows claimed at once. @default 500 */
  readonly batchSize?: number;
  /** How long the right to publish outlives a holder that died. @default 3000 */
  readonly leaseMs?: number;
  /** The poll behind the wake-ups. @default 250 */
  readonly pollMs?: number;
  /** Outcomes whose caller was not confirmed to be told for so long are told again. @default 1000 */
  readonly retellAfterMs?: number;
}

/**
 * A batch begins no sooner than this after the one before, and a first one at once: under load rows
 * gather meanwhile, the longer the more of them come (from some 500 a second on, up to the limit).
 */
const GATHER = { atLeastMs: 5, perRowMs: 2, atMostMs: 25 };
/** How long rows that were sent stay claimed: forgotten batch by batch they would cost a transaction each. */
const FORGET_AFTER_MS = 100;
/** Batches that closing sends at most: others of the service may go on filling the outbox. */
const LAST_ROUNDS = 10;

/**
 * Sends a store's outbox to the log, in the order of the publish numbers, and tells outcomes again
 * whose telling was lost. Many may run for one store; the one that holds the lease works. After a
 * crash its successor sends claimed rows again under the same numbers, by which readers drop them.
 */
export class Publisher implements Lifecycle {
  private readonly stop = new AbortController();
  private readonly due = new WakeUp();
  private readonly running: Promise<void>;
  /** Rows that lie on the log and are not forgotten yet. */
  private sent: { readonly upTo: number; readonly since: number } | undefined;
  private retelling: Promise<void> | undefined;
  private retellAt = 0;
  private held = false;
  /** Had the right when it last asked: it may be held up at the moment. */
  private leads = false;

  constructor(private readonly options: PublisherOptions) {
    this.running = this.run();
  }

  /** Whether this one publishes for the service at the moment. */
  get isPublishing(): boolean {
    return this.held;
  }

  /**
   * What waits to be sent, while this one publishes or would if the log were there; undefined while
   * another does. Rejects as the store does.
   */
  async backlog(): Promise<OutboxBacklog | undefined> {
    if (!this.leads) return undefined;
    return this.options.store.outboxBacklog(this.sent?.upTo ?? 0);
  }

  private async run(): Promise<void> {
    const { store, logger, pollMs = 250 } = this.options;
    const outbox = store.onOutbox(() => this.due.wake());
    const { signal } = this.stop;
    let lease: PublisherLease | undefined;
    for (let failures = 0; !signal.aborted;) {
      try {
        lease = await this.takeLease();
        this.leads = lease !== undefined;
        if (lease) await this.publishWhileHeld(lease);
        else await pause(pollMs, signal);
        failures = 0;
      } catch (error) {
        if (isMetamorphosisError(error, 'LEASE_LOST')) {
          this.leads = false;
          continue;
        }
        failures += 1;
        const waitMs = backoffMs({ firstMs: 100, maxMs: 5000 }, failures);
        logger.warn({ err: error, waitMs }, 'publishing is interrupted; trying again');
        await pause(waitMs, signal);
      }
    }
    // Without an answer it runs out by itself.
    if (lease) await store.releasePublisherLease(lease).catch(() => undefined);
    await outbox.close();
  }

  private takeLease(): Promise<PublisherLease | undefined> {
    const { store, owner, leaseMs = 3000 } = this.options;
    return store.takePublisherLease(owner, leaseMs);
  }

  private async publishWhileHeld(lease: PublisherLease): Promise<void> {
    const { store, batchSize = 500, pollMs = 250, leaseMs = 3000 } = this.options;
    const { signal } = this.stop;
    let renewAt = Date.now() + leaseMs / 3;
    this.held = true;
    try {
      // What a predecessor claimed and may not have sent goes first, under the numbers it has.
      await this.send(lease, await store.claimedOutbox(lease));
      while (!signal.aborted) {
        if (Date.now() >= renewAt) {
          const renewed = await this.takeLease();
          if (renewed?.epoch !== lease.epoch) return;
          renewAt = Date.now() + leaseMs / 3;
        }
        const begun = Date.now();
        const count = await this.sendNext(lease);
        this.retellWhenDue();
        if (this.sent && Date.now() - this.sent.since >= FORGET_AFTER_MS) await this.forget(lease);
        if (count === batchSize) continue;
        const { atLeastMs, perRowMs, atMostMs } = GATHER;
        const restMs = Math.min(atMostMs, Math.max(atLeastMs, perRowMs * count));
        const gatherMs = begun + restMs - Date.now();
        if (gatherMs > 0) await pause(gatherMs, signal);
        await this.due.wait(this.sent ? Math.min(pollMs, FORGET_AFTER_MS) : pollMs, signal);
      }
      // What this process committed last need not wait for its successor.
      for (let rounds = 0; rounds < LAST_ROUNDS; rounds++) {
        if ((await this.sendNext(lease)) < batchSize) break;
      }
    } finally {
      this.held = false;
      // What is not forgotten is sent again under its number, and dropped by who reads it.
      await this.forget(lease).catch(() => undefined);
    }
  }

  private async sendNext(lease: PublisherLease): Promise<number> {
    const { store, batchSize = 500 } = this.options;
    const claimed = await store.claimOutbox(lease, batchSize);
    await this.send(lease, claimed);
    return claimed.length;
  }

  private async send(lease: PublisherLease, rows: readonly ClaimedRecord[]): Promise<void> {
    const last = rows.at(-1);
    if (!last) return;
    const byTopic = new Map<string, AppendRecord[]>();
    for (const { topic, key, value, headers, publishNumber } of rows) {
      const records = byTopic.get(topic) ?? [];
      byTopic.set(topic, records);
      const numbered = {
        ...headers,
        [HEADERS.publishNumber]: String(publishNumber),
        [HEADERS.publisher]: lease.publisher,
      };
      records.push({ key, value, headers: numbered });
    }
    const { log } = this.options;
    const appends = [...byTopic].map(([topic, records]) => log.append(topic, records));
    // All of them end before anything is sent again: one batch in flight for a partition, never two.
    for (const end of await Promise.allSettled(appends)) {
      if (end.status === 'rejected') throw end.reason as unknown;
    }
    this.sent = { upTo: last.publishNumber, since: this.sent?.since ?? Date.now() };
  }

  private async forget(lease: PublisherLease): Promise<void> {
    const { sent } = this;
    this.sent = undefined;
    if (sent) await this.options.store.markSent(lease, sent.upTo);
  }

  /** Beside the publishing: a board that is away or hangs must not hold events back. */
  private retellWhenDue(): void {
    const { logger, pollMs = 250 } = this.options;
    if (this.retelling || Date.now() < this.retellAt) return;
    this.retellAt = Date.now() + pollMs;
    this.retelling = this.retell().finally(() => (this.retelling = undefined));
    background('telling outcomes again', logger, this.retelling);
  }

  private async retell(): Promise<void> {
    const { store, board, logger, retellAfterMs = 1000 } = this.options;
    const notices = await store.pendingNotices(retellAfterMs, 500);
    if (notices.length === 0) return;
    const tellings = await Promise.allSettled(
      notices.map(({ update, replyTo }) => board.putUpdate(update, replyTo)),
    );
    const failed = tellings.find((telling) => telling.status === 'rejected');
    if (failed)
      logger.debug({ err: failed.reason as unknown }, 'outcomes could not be told again yet');
    const told = notices.filter((_, index) => tellings[index]?.status === 'fulfilled');
    if (told.length > 0) await store.noticed(told.map(({ commandId }) => commandId));
  }

  /** Sends what was committed before, if the log takes it, and gives the lease back. */
  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
    await this.retelling?.catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
