import type { StoredDeadLetter } from './dead-letter-rows.js';
import { MemoryRows } from './memory-rows.js';
import type { ParkedRecord } from './retry-table.js';
import type { Notice, OutboxRecord, Outcome, UnitRequest } from './store.js';

interface OutboxRow {
  readonly record: OutboxRecord;
  /** Given at the claim. */
  publishNumber?: number;
}

/** A row of the retry table; without a time it waits for its turn. */
export interface MemoryParkedRow {
  readonly id: number;
  parked: ParkedRecord;
  dueAt: number | undefined;
}

/** A lease: who holds it how, and what was marked under it. */
export interface MemoryLease {
  readonly epoch: number;
  readonly owner: string;
  /** Given back by its holder. */
  isReleased: boolean;
  mark: { readonly record: string; readonly deaths: number } | undefined;
}

/** What the inbox remembers beside its key. */
export type MemoryInboxRow = Pick<UnitRequest, 'inbox' | 'position'> & { readonly at: number };

/**
 * The database behind in-memory stores: handles that share one are processes on one database.
 * Nothing survives the process.
 */
export class MemoryDatabase {
  /** Set to false, and every call of its stores rejects with UNAVAILABLE: the database is away. */
  isAvailable = true;

  readonly rows = new MemoryRows();
  /** `consumer` and `recordId` as JSON. */
  readonly inbox = new Map<string, MemoryInboxRow>();
  readonly outcomes = new Map<string, Outcome>();
  readonly notices = new Map<string, Notice & { readonly writtenAt: number }>();
  readonly deadLetters: StoredDeadLetter[] = [];
  lastDeadLetterId = 0;
  readonly discarded: {
    readonly letter: StoredDeadLetter;
    readonly reason: string;
    readonly at: number;
  }[] = [];
  /** In the order in which they come back: by offset. */
  readonly parked: MemoryParkedRow[] = [];
  lastParkedId = 0;
  /** By the JSON of their key. */
  readonly leases = new Map<string, MemoryLease>();
  outbox: OutboxRow[] = [];
  readonly publisher = {
    name: `memory-${Math.random().toString(36).slice(2)}`,
    epoch: 0,
    owner: undefined as string | undefined,
    expiresAt: 0,
    lastNumber: 0,
  };
  /** Whom to wake after commits that left outbox rows. */
  readonly wakers = new Set<() => void>();
  readonly #turns = new Map<string, Promise<unknown>>();

  /** Runs units of one record one after the other, as a unique index makes them wait. */
  async inTurn<T>(inboxKey: string, run: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(inboxKey) ?? Promise.resolve();
    const mine = before.then(run, run);
    this.#turns.set(inboxKey, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(inboxKey) === mine) this.#turns.delete(inboxKey);
    }
  }
}
