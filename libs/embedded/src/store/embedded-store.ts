import { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { errors, type DeadLetterFilter } from '@metamorphosis/contract';
import type {
  BlockedKey,
  ClaimedRecord,
  Fence,
  HandledBelow,
  LeaseKey,
  Notice,
  OutboxBacklog,
  Outcome,
  ParkedRecord,
  ParkedRow,
  PublisherLease,
  ReplayPace,
  Store,
  StoredDeadLetter,
  Subscription,
  TableTypes,
  UnitRequest,
  UnitResult,
  Verdict,
} from '@metamorphosis/core';
import type { Connection } from '../sqlite/connection.js';
import { DatabaseFile } from '../sqlite/database-file.js';
import {
  countDeadLetters,
  discardDeadLetters,
  readDeadLetters,
  replayDeadLetters,
} from './dead-letters.js';
import { HandlerPace } from './handler-pace.js';
import { JsonColumnsPlugin } from './kysely/json-columns-plugin.js';
import { isMigrated, migrateService } from './kysely/migrate-service.js';
import { readerDialect } from './kysely/reader-dialect.js';
import { ReaderPool } from './kysely/reader-pool.js';
import { UnitTxFactory } from './kysely/unit-tx.js';
import { checkFence, markAttempt, releaseLease, takeLease } from './leases.js';
import { OutboxWatch } from './outbox-watch.js';
import {
  claimedOutbox,
  claimOutbox,
  markSent,
  outboxBacklog,
  releasePublisherLease,
  takePublisherLease,
} from './outbox.js';
import { purge, purgeable } from './purge.js';
import {
  addParked,
  blockedKeys,
  countParked,
  dueRows,
  park,
  postpone,
  removeParked,
} from './retry-table.js';
import { storeSchema } from './store-schema.js';
import { forgetNotices, pendingNotices, readOutcome } from './tellings.js';
import { runUnit } from './unit.js';

/** Options of the embedded store. */
export interface EmbeddedStoreOptions {
  /** Where it lies: one file for each service. Made when it is missing, with its directory. */
  readonly file: string;
  /** The columns of the service's tables that hold more than SQLite's own types. @default none */
  readonly tableTypes?: TableTypes;
  /** How long work waits for other processes before it rejects with UNAVAILABLE. @default 30000 */
  readonly lockTimeoutMs?: number;
}

/** A store whose `tx` and `reader` are Kysely's. */
export interface EmbeddedStore<DB> extends Store<Kysely<DB>> {
  /** Brings the service's own tables to the newest version, all or nothing. Several processes may call it at once. */
  migrateService(migrations: Readonly<Record<string, Migration>>): Promise<void>;
}

/**
 * A service's database on an SQLite file, for the processes of one machine. One unit of work runs
 * at a time, in all processes: it holds the file's write lock while its handler runs, at most until
 * its timeout. A commit survives the loss of any process (kill -9); not a power cut: the last
 * moments before one may be lost (`synchronous = NORMAL`).
 */
export function createEmbeddedStore<DB>(options: EmbeddedStoreOptions): EmbeddedStore<DB> {
  return new SqliteStore<DB>(options);
}

class SqliteStore<DB> implements EmbeddedStore<DB> {
  readonly reader: Kysely<DB>;
  readonly #file: DatabaseFile;
  readonly #readers: ReaderPool;
  readonly #txs: UnitTxFactory<DB>;
  readonly #outbox: OutboxWatch;
  readonly #pace = new HandlerPace();
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedStoreOptions) {
    const types = options.tableTypes ?? {};
    this.#file = new DatabaseFile(options, storeSchema);
    this.#readers = new ReaderPool(() => this.#file.newReader());
    this.#txs = new UnitTxFactory(types);
    this.#outbox = new OutboxWatch(this.#file);
    this.reader = new Kysely<DB>({
      dialect: readerDialect(this.#readers, types, this.#file.path),
      plugins: [new JsonColumnsPlugin(types)],
    });
  }

  async migrate(): Promise<void> {
    this.#check();
    await this.#file.open();
  }

  async migrateService(migrations: Readonly<Record<string, Migration>>): Promise<void> {
    this.#check();
    if (await this.#file.read((db) => isMigrated(db, migrations))) return;
    await this.#file.exclusive(async (db) => {
      const { tx, connection } = this.#txs.open(db);
      try {
        await migrateService(tx as Kysely<unknown>, migrations);
      } finally {
        connection.end(() => errors.CLOSED(['The migration']));
      }
    });
  }

  async takeLease(key: LeaseKey, owner: string): Promise<Fence> {
    this.#check();
    return this.#file.write((db) => takeLease(db, key, owner));
  }

  async unit(
    request: UnitRequest,
    work: (tx: Kysely<DB>) => Promise<Verdict>,
  ): Promise<UnitResult> {
    this.#check();
    const { inbox, sharing = 'measured' } = request;
    const { consumer } = inbox;
    return this.#file.exclusive(
      (db) =>
        runUnit(
          db,
          (it) => this.#txs.open(it),
          request,
          (tx) => this.#pace.measure(consumer, () => work(tx)),
        ),
      () => sharing === 'always' || (sharing === 'measured' && this.#pace.isQuick(consumer)),
    );
  }

  async outcome(commandId: string): Promise<Outcome | undefined> {
    this.#check();
    return this.#file.read((db) => readOutcome(db, commandId));
  }

  async deadLetters(
    filter: DeadLetterFilter,
    limit: number,
    after?: string,
  ): Promise<readonly StoredDeadLetter[]> {
    this.#check();
    return this.#file.read((db) => readDeadLetters(db, filter, limit, after));
  }

  async countDeadLetters(filter: DeadLetterFilter): Promise<number> {
    this.#check();
    return this.#file.read((db) => countDeadLetters(db, filter));
  }

  async replayDeadLetters(
    filter: DeadLetterFilter,
    limit: number,
    pace: ReplayPace,
  ): Promise<number> {
    this.#check();
    return this.#file.write((db) => replayDeadLetters(db, filter, limit, pace));
  }

  async discardDeadLetters(
    filter: DeadLetterFilter,
    limit: number,
    reason: string,
  ): Promise<number> {
    this.#check();
    return this.#file.write((db) => discardDeadLetters(db, filter, limit, reason));
  }

  park(fence: Fence, parked: ParkedRecord, dueInMs: number): Promise<void> {
    return this.#fenced(fence, (db) => park(db, parked, dueInMs));
  }

  postpone(fence: Fence, id: string, attempts: number, dueInMs: number): Promise<void> {
    return this.#fenced(fence, (db) => postpone(db, id, attempts, dueInMs));
  }

  unpark(fence: Fence, id: string): Promise<void> {
    return this.#fenced(fence, (db) => removeParked(db, id));
  }

  async blockedKeys(of: LeaseKey, key?: string): Promise<readonly BlockedKey[]> {
    this.#check();
    return this.#file.read((db) => blockedKeys(db, of, key));
  }

  async dueRows(of: readonly LeaseKey[], limit: number): Promise<readonly ParkedRow[]> {
    this.#check();
    return this.#file.read((db) => dueRows(db, of, limit));
  }

  async addParked(
    parked: readonly (ParkedRecord & { readonly dueInMs: number })[],
  ): Promise<number> {
    this.#check();
    return this.#file.write(
      (db) => parked.filter(({ dueInMs, ...it }) => addParked(db, it, dueInMs)).length,
    );
  }

  async countParked(consumer?: string): Promise<number> {
    this.#check();
    return this.#file.read((db) => countParked(db, consumer));
  }

  async releaseLease(fence: Fence): Promise<void> {
    this.#check();
    await this.#file.write((db) => releaseLease(db, fence));
  }

  markAttempt(fence: Fence, record: string | undefined, deaths = 0): Promise<void> {
    return this.#fenced(fence, (db) => markAttempt(db, fence, record, deaths));
  }

  async purgeHandled(
    below: readonly HandledBelow[],
    olderThanMs: number,
    limit: number,
  ): Promise<number> {
    this.#check();
    // Searched for outside of the write lock, which units of work wait for.
    const keys = await this.#file.read((db) => purgeable(db, below, olderThanMs, limit));
    return keys.length === 0 ? 0 : this.#file.write((db) => purge(db, keys));
  }

  async takePublisherLease(owner: string, ttlMs: number): Promise<PublisherLease | undefined> {
    this.#check();
    return this.#file.write((db) => takePublisherLease(db, owner, ttlMs));
  }

  async releasePublisherLease(lease: PublisherLease): Promise<void> {
    this.#check();
    await this.#file.write((db) => releasePublisherLease(db, lease));
  }

  async claimOutbox(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]> {
    this.#check();
    return this.#file.write((db) => claimOutbox(db, lease, limit));
  }

  async claimedOutbox(lease: PublisherLease): Promise<readonly ClaimedRecord[]> {
    this.#check();
    return this.#file.read((db) => db.snapshot(() => claimedOutbox(db, lease)));
  }

  async markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void> {
    this.#check();
    await this.#file.write((db) => markSent(db, lease, upToPublishNumber));
  }

  async outboxBacklog(sentUpTo: number): Promise<OutboxBacklog> {
    this.#check();
    return this.#file.read((db) => outboxBacklog(db, sentUpTo));
  }

  onOutbox(wake: () => void): Subscription {
    this.#check();
    return this.#outbox.subscribe(wake);
  }

  async pendingNotices(olderThanMs: number, limit: number): Promise<readonly Notice[]> {
    this.#check();
    return this.#file.read((db) => pendingNotices(db, olderThanMs, limit));
  }

  async noticed(commandIds: readonly string[]): Promise<void> {
    this.#check();
    if (commandIds.length === 0) return;
    await this.#file.write((db) => forgetNotices(db, commandIds));
  }

  async ping(): Promise<void> {
    this.#check();
    await this.#file.ping();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#outbox.close();
    await this.#file.close();
    this.#readers.close();
  }

  async #fenced<T>(fence: Fence, change: (db: Connection) => T): Promise<T> {
    this.#check();
    return this.#file.write((db) => {
      checkFence(db, fence);
      return change(db);
    });
  }

  #check(): void {
    if (this.#closing !== undefined) throw errors.CLOSED(['The store']);
  }
}
