import type { CommandUpdate } from '@metamorphosis/contract';
import type { Lifecycle, Subscription } from '../lifecycle/lifecycle.js';
import type { Position, TopicPartition } from '../log/event-log.js';
import type { DeadLetterRows } from './dead-letter-rows.js';
import type { HandledRecords } from './handled-records.js';
import type { RetryTable } from './retry-table.js';

/** Whose lease: a consumer on a partition. */
export interface LeaseKey extends TopicPartition {
  readonly consumer: string;
}

/** Proof of having taken a lease; void as soon as somebody took it with a higher epoch. */
export interface Fence extends LeaseKey {
  readonly epoch: number;
  readonly owner: string;
  /** The owner before did not give the lease back: it died, or left with records in hand. */
  readonly unclean?: true;
  /** The record that was marked when it died, how many owners in a row died with it marked, and who was the last. */
  readonly suspect?: { readonly record: string; readonly deaths: number; readonly owner: string };
}

/** Which record a unit of work is for. */
export interface InboxKey {
  readonly consumer: string;
  readonly recordId: string;
}

/** The truth about a command that has ended. */
export interface Outcome {
  /** What its caller is told. Terminal. Its `commandId` is the id of the record that is handled. */
  readonly update: CommandUpdate;
  /** Hash of the canonical input, when the command came with an idempotency key. */
  readonly inputHash?: string;
  /** The board channel on which its caller waits; handed back with the notice. */
  readonly replyTo?: string;
}

/** A record to be published after the commit, under the next publish number of the store. */
export interface OutboxRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record that its consumer gave up on. */
export interface DeadLetter {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent when the record could not be decoded. */
  readonly recordId?: string;
  readonly type?: string;
  readonly code: string;
  readonly message: string;
  readonly stack?: string;
  readonly attempts: number;
  /** RFC 3339. */
  readonly at: string;
  /** How often operators had replayed it before. @default 0 */
  readonly replays?: number;
  /** The inbox namespace in which it was delivered, if not the consumer's own. */
  readonly namespace?: string;
}

/** What a unit of work came to. */
export interface Verdict {
  /** `keep` commits the handler's writes; `discard` (a rejection) rolls them back and keeps the rest. */
  readonly writes: 'keep' | 'discard';
  /** Commands: the outcome row. One that stands already is replaced by a higher version only. */
  readonly outcome?: Outcome;
  readonly outbox: readonly OutboxRecord[];
  readonly deadLetter?: DeadLetter;
}

/** A unit of work to be done. */
export interface UnitRequest {
  /** Checked with a shared lock before anything else. Absent only for work that no consumer does (seeds). */
  readonly fence?: Fence;
  readonly inbox: InboxKey;
  /** Where the record lies; the inbox remembers it, so that it can be purged by position. */
  readonly position?: Position;
  /**
   * The row of the retry table that the record comes from: the unit removes it, and the next row of the key is due.
   * When it is gone, the unit is a repeat. `supersedes`: what the inbox knows does not count (an operator's replay).
   */
  readonly parked?: { readonly id: string; readonly supersedes: boolean };
  /** The work ends within this time or is rolled back, and the database lets go of its locks. */
  readonly timeoutMs: number;
  /** Whether it may share a transaction with other units of its consumer. @default measured */
  readonly sharing?: UnitSharing;
}

/**
 * Units of one consumer that wait at the same time may be committed together: one after the other in
 * one transaction, each of them undone for itself, with the results that each would have alone.
 * `measured`: once the consumer's work was seen to be quick and to await nothing but its `tx`.
 * `always`: its author declares that it awaits nothing else. `never`: each has its own transaction.
 */
export type UnitSharing = 'measured' | 'always' | 'never';

/** What happened to a unit of work. */
export type UnitResult =
  | { readonly kind: 'committed'; readonly outcome?: Outcome }
  /** The inbox knew the record: nothing was done. Commands: the outcome it had. */
  | { readonly kind: 'repeat'; readonly outcome?: Outcome };

/** A claimed row of the outbox. */
export interface ClaimedRecord extends OutboxRecord {
  readonly publishNumber: number;
}

/** An outcome whose caller may not have been told. */
export interface Notice {
  readonly commandId: string;
  readonly update: CommandUpdate;
  readonly replyTo?: string;
}

/** What waits in a store's outbox. */
export interface OutboxBacklog {
  readonly rows: number;
  /** When the oldest of them was made, as it says itself (RFC 3339); absent when there is none, or it does not say. */
  readonly oldestAt?: string;
}

/** The right to publish for a store. One holder at a time; fenced by its epoch. */
export interface PublisherLease {
  readonly epoch: number;
  readonly owner: string;
  /** Names the numbering of this store, for ever: publish numbers are unique within it. */
  readonly publisher: string;
}

/**
 * A service's database, as the rules of delivery need it. `Tx` is what handlers write with (Kysely
 * in the shipped adapters); core never looks into it.
 *
 * Rejects with UNAVAILABLE when the database cannot be reached (whether a commit under way took
 * effect is open then: the repeat tells), LEASE_LOST when the fence is void (nothing was changed),
 * DEADLINE_EXCEEDED when the time was up (rolled back), CLOSED after `close`.
 */
export interface Store<Tx> extends Lifecycle, RetryTable, DeadLetterRows, HandledRecords {
  /** Makes or updates the framework's own tables (`mm_*`). Several processes may call it at once. */
  migrate(): Promise<void>;
  /** For queries outside of units of work. Refuses writes. */
  readonly reader: Tx;

  // --- ownership --------------------------------------------------------------------------------
  /**
   * Takes a lease: epoch + 1. Waits for open transactions of the predecessor at most briefly, then
   * ends them. Every fence of an older epoch is void from now on.
   */
  takeLease(key: LeaseKey, owner: string): Promise<Fence>;

  // --- unit of work -----------------------------------------------------------------------------
  /**
   * Runs `work` in one transaction together with the lease check, the inbox row, the outcome, the
   * outbox rows, notices and the dead letter of its verdict. On a repeat `work` is not called.
   * When `work` throws, everything is rolled back (the inbox row too) and the error is passed on.
   * Deadlocks and serialisation failures run `work` again and do not count.
   * `tx` is refused once the unit has ended. After a statement that the database refused, writes
   * cannot be kept (rejects with that error, or with it as cause), a rejection still can.
   */
  unit(request: UnitRequest, work: (tx: Tx) => Promise<Verdict>): Promise<UnitResult>;
  outcome(commandId: string): Promise<Outcome | undefined>;

  // --- outbox -----------------------------------------------------------------------------------
  /** Takes or renews the right to publish for `ttlMs`; undefined while another owner holds it. */
  takePublisherLease(owner: string, ttlMs: number): Promise<PublisherLease | undefined>;
  /** Gives the right back at once. */
  releasePublisherLease(lease: PublisherLease): Promise<void>;
  /**
   * Gives up to `limit` unclaimed rows their publish numbers, durably, without gaps, in an order in
   * which effects that depend on each other keep theirs; answers them in number order. Rejects
   * with LEASE_LOST.
   */
  claimOutbox(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]>;
  /** Rows claimed (by anyone) and not yet marked as sent, in number order: what a successor sends again. Rejects with LEASE_LOST. */
  claimedOutbox(lease: PublisherLease): Promise<readonly ClaimedRecord[]>;
  /** Forgets rows up to this publish number: they are on the log. Rejects with LEASE_LOST. */
  markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void>;
  /** What is committed and not sent yet, but for rows up to this publish number. For operators: not fenced. */
  outboxBacklog(sentUpTo: number): Promise<OutboxBacklog>;
  /** Wakes after commits that left outbox rows, made by this process or another. May wake too often, and may miss one: poll behind it. */
  onOutbox(wake: () => void): Subscription;
  /** Notices written more than `olderThanMs` ago whose callers were not confirmed to be told. */
  pendingNotices(olderThanMs: number, limit: number): Promise<readonly Notice[]>;
  /** Callers of these commands were told: their notices are forgotten. */
  noticed(commandIds: readonly string[]): Promise<void>;

  /** Resolves when the database answers; rejects with UNAVAILABLE. For readiness. */
  ping(): Promise<void>;
}
