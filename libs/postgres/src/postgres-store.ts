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
  UnitRequest,
  UnitResult,
  Verdict,
} from '@metamorphosis/core';
import { translated } from './errors.js';
import { jsonColumns } from './kysely/json-columns.js';
import { PoolDialect } from './kysely/pool-dialect.js';
import { UnitTransactions } from './kysely/unit-transactions.js';
import { Leases } from './lease/leases.js';
import { compileOptions, type CompiledOptions, type PostgresStoreOptions } from './options.js';
import { OutboxSignal } from './outbox/outbox-signal.js';
import { Publishing } from './outbox/publishing.js';
import { DeadLetters } from './retry/dead-letters.js';
import { purgeHandled } from './retry/purge.js';
import { RetryTable } from './retry/retry-table.js';
import { migrateService } from './service-migrations.js';
import type { Parameter, Statement, StepResult } from './session/batch.js';
import { sessionConfig } from './session/session-config.js';
import { SessionPool } from './session/session-pool.js';
import { decodeOutcome, searchable } from './tables/json-text.js';
import { migrateTables } from './tables/migrate.js';
import { DELETE_NOTICES, PING, SELECT_NOTICES, SELECT_OUTCOME } from './tables/statements.js';
import { GROUP_WRITERS, UnitGroups } from './unit/unit-groups.js';
import { UnitRunner } from './unit/unit-runner.js';
import { outcomeIn } from './unit/unit.js';

/** Connections for everything that is neither a unit of work nor a query of `reader`. */
const CONTROL_SESSIONS = 4;
/** The longest that one of their statements may take. */
const MAX_CONTROL_MS = 10_000;
/** How much later than the server's own limit its silence counts as a loss. */
const ANSWER_GRACE_MS = 2_000;
/** So long a statement of a group waits for a lock: then its units run alone, and wait for themselves. */
const GROUP_LOCK_TIMEOUT_MS = 100;

/** A service's database on PostgreSQL (14 or newer). */
export interface PostgresStore<DB> extends Store<Kysely<DB>> {
  /**
   * Runs the service's own migrations that its schema has not seen, by name, in one transaction.
   * Several processes may call it at once. Rejects when the schema has seen one that is not among
   * them, which is how an older version of a service notices that it is too late.
   */
  migrateService(migrations: Readonly<Record<string, Migration>>): Promise<void>;
}

/**
 * Opens a service's store. Connects when it is first used, and again by itself after a loss.
 * Throws CONFIGURATION_INVALID.
 */
export function createPostgresStore<DB>(options: PostgresStoreOptions): PostgresStore<DB> {
  return new KyselyPostgresStore<DB>(compileOptions(options));
}

class KyselyPostgresStore<DB> implements PostgresStore<DB> {
  readonly reader: Kysely<DB>;
  readonly #options: CompiledOptions;
  readonly #units: SessionPool;
  readonly #control: SessionPool;
  readonly #writers: SessionPool;
  readonly #runner: UnitGroups<DB>;
  readonly #leases: Leases;
  readonly #publishing: Publishing;
  readonly #retries: RetryTable;
  readonly #letters: DeadLetters;
  readonly #signal: OutboxSignal;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(options: CompiledOptions) {
    const { poolSize, readerPoolSize, idleTimeoutMs, statementTimeoutMs, schema } = options;
    const limit = { statement_timeout: statementTimeoutMs };
    // The store's own statements are short; what is silent for longer is a connection that died unheard.
    const controlMs = Math.min(statementTimeoutMs, MAX_CONTROL_MS);
    // Units have deadlines of their own; those that begin must not find the same dead wire.
    const onSilence = (): void => {
      for (const pool of [this.#units, this.#writers, this.#control]) pool.discardIdle();
    };
    // Plans are made once; one made while a queue table is empty must not read all of it later. A plan
    // that has to scan all the same looks so dear then that the server would compile it, for 500 ms each time.
    const control = { statement_timeout: controlMs, enable_seqscan: 'off', jit: 'off' };
    const readOnly = { ...limit, default_transaction_read_only: 'on' };
    const config = sessionConfig(options);
    const plugins = jsonColumns(options.tableTypes);
    this.#options = options;
    this.#units = new SessionPool(config, poolSize, idleTimeoutMs);
    this.#control = new SessionPool(
      sessionConfig(options, control),
      CONTROL_SESSIONS,
      idleTimeoutMs,
      { silenceMs: controlMs + ANSWER_GRACE_MS, onSilence },
    );
    // A pool apart: a unit that asks the reader must not wait for a connection that units hold.
    const readers = new SessionPool(
      sessionConfig(options, readOnly),
      readerPoolSize,
      idleTimeoutMs,
      { silenceMs: statementTimeoutMs + ANSWER_GRACE_MS, onSilence },
    );
    this.reader = new Kysely<DB>({ dialect: new PoolDialect(readers, schema), plugins });
    this.#leases = new Leases(this.#control, config, options);
    this.#publishing = new Publishing(this.#control);
    this.#retries = new RetryTable(this.#control, schema);
    this.#letters = new DeadLetters(this.#control);
    this.#signal = new OutboxSignal(
      this.#control,
      config,
      schema,
      () => this.#publishing.isHeldHere,
    );
    const transactions = new UnitTransactions<DB>(plugins);
    const parts = { config, schema, leases: this.#leases, transactions };
    const briefly = { lock_timeout: GROUP_LOCK_TIMEOUT_MS };
    this.#writers = new SessionPool(sessionConfig(options, briefly), GROUP_WRITERS, idleTimeoutMs);
    const runner = new UnitRunner<DB>({ ...parts, pool: this.#units });
    this.#runner = new UnitGroups<DB>(runner, this.#writers, parts);
  }

  async migrate(): Promise<void> {
    await this.#tracked(() => migrateTables(sessionConfig(this.#options), this.#options.schema));
  }

  async migrateService(migrations: Readonly<Record<string, Migration>>): Promise<void> {
    await this.#tracked(() => migrateService(this.#options, migrations));
  }

  takeLease(key: LeaseKey, owner: string): Promise<Fence> {
    return this.#tracked(() => this.#leases.take(key, owner));
  }

  async unit(
    request: UnitRequest,
    work: (tx: Kysely<DB>) => Promise<Verdict>,
  ): Promise<UnitResult> {
    return this.#tracked(async () => {
      let leavesRows = false;
      const result = await this.#runner.run(request, async (tx) => {
        const verdict = await work(tx);
        leavesRows = verdict.outbox.length > 0;
        return verdict;
      });
      if (leavesRows && result.kind === 'committed') this.#signal.left();
      return result;
    });
  }

  async outcome(commandId: string): Promise<Outcome | undefined> {
    return outcomeIn([await this.#ask(SELECT_OUTCOME, [searchable(commandId)])]);
  }

  deadLetters(
    filter: DeadLetterFilter,
    limit: number,
    after?: string,
  ): Promise<readonly StoredDeadLetter[]> {
    return this.#tracked(() => this.#letters.find(filter, limit, after));
  }

  countDeadLetters(filter: DeadLetterFilter): Promise<number> {
    return this.#tracked(() => this.#letters.count(filter));
  }

  replayDeadLetters(filter: DeadLetterFilter, limit: number, pace: ReplayPace): Promise<number> {
    return this.#tracked(() => this.#letters.replay(filter, limit, pace));
  }

  discardDeadLetters(filter: DeadLetterFilter, limit: number, reason: string): Promise<number> {
    return this.#tracked(() => this.#letters.discard(filter, limit, reason));
  }

  park(fence: Fence, parked: ParkedRecord, dueInMs: number): Promise<void> {
    return this.#tracked(() => this.#retries.park(fence, parked, dueInMs));
  }

  postpone(fence: Fence, id: string, attempts: number, dueInMs: number): Promise<void> {
    return this.#tracked(() => this.#retries.postpone(fence, id, attempts, dueInMs));
  }

  unpark(fence: Fence, id: string): Promise<void> {
    return this.#tracked(() => this.#retries.unpark(fence, id));
  }

  blockedKeys(of: LeaseKey, key?: string): Promise<readonly BlockedKey[]> {
    return this.#tracked(() => this.#retries.blockedKeys(of, key));
  }

  dueRows(of: readonly LeaseKey[], limit: number): Promise<readonly ParkedRow[]> {
    return this.#tracked(() => this.#retries.dueRows(of, limit));
  }

  addParked(parked: readonly (ParkedRecord & { readonly dueInMs: number })[]): Promise<number> {
    return this.#tracked(() => this.#retries.add(parked));
  }

  countParked(consumer?: string): Promise<number> {
    return this.#tracked(() => this.#retries.count(consumer));
  }

  releaseLease(fence: Fence): Promise<void> {
    return this.#tracked(() => this.#leases.release(fence));
  }

  markAttempt(fence: Fence, record: string | undefined, deaths = 0): Promise<void> {
    return this.#tracked(() => this.#leases.mark(fence, record, deaths));
  }

  purgeHandled(
    below: readonly HandledBelow[],
    olderThanMs: number,
    limit: number,
  ): Promise<number> {
    return this.#tracked(() => purgeHandled(this.#control, below, olderThanMs, limit));
  }

  async pendingNotices(olderThanMs: number, limit: number): Promise<readonly Notice[]> {
    const { rows } = await this.#ask(SELECT_NOTICES, [olderThanMs, limit]);
    return rows.map(([commandId, text]) => {
      const { update, replyTo } = decodeOutcome(text ?? '');
      return { commandId: commandId ?? '', update, ...(replyTo !== undefined && { replyTo }) };
    });
  }

  async noticed(commandIds: readonly string[]): Promise<void> {
    if (commandIds.length > 0) await this.#ask(DELETE_NOTICES, [commandIds.map(searchable)]);
  }

  takePublisherLease(owner: string, ttlMs: number): Promise<PublisherLease | undefined> {
    return this.#tracked(() => this.#publishing.take(owner, ttlMs));
  }

  releasePublisherLease(lease: PublisherLease): Promise<void> {
    return this.#tracked(() => this.#publishing.release(lease));
  }

  claimOutbox(lease: PublisherLease, limit: number): Promise<readonly ClaimedRecord[]> {
    return this.#tracked(() => this.#publishing.claim(lease, limit));
  }

  claimedOutbox(lease: PublisherLease): Promise<readonly ClaimedRecord[]> {
    return this.#tracked(() => this.#publishing.claimed(lease));
  }

  markSent(lease: PublisherLease, upToPublishNumber: number): Promise<void> {
    return this.#tracked(() => this.#publishing.markSent(lease, upToPublishNumber));
  }

  outboxBacklog(sentUpTo: number): Promise<OutboxBacklog> {
    return this.#tracked(() => this.#publishing.backlog(sentUpTo));
  }

  onOutbox(wake: () => void): Subscription {
    return this.#signal.subscribe(wake);
  }

  async ping(): Promise<void> {
    await this.#ask(PING, []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Refuse, finish what is under way, disconnect. */
  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#signal.close();
    await Promise.all([
      ...[this.#units, this.#writers, this.#control].map((pool) => pool.close()),
      this.reader.destroy(),
    ]);
  }

  async #ask(statement: Statement, parameters: readonly Parameter[]): Promise<StepResult> {
    return this.#tracked(async () => {
      const step = { statement, parameters };
      const results = await this.#control.use((session) => session.batch([step])).catch(fail);
      return results[0] ?? { tag: '', rows: [] };
    });
  }

  /** Refuses after `close`, which waits for what was let in before. */
  async #tracked<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) throw errors.CLOSED(['The PostgreSQL store']);
    const running = work();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }
}

function fail(error: unknown): never {
  throw translated(error);
}
