import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Connection } from './connection.js';
import {
  fileUnavailable,
  isBusy,
  isEnvironmental,
  isIoError,
  toCallerError,
} from './sqlite-errors.js';
import { WriteTurn } from './write-turn.js';

/** A group ends at the first of these, so that neither the lock nor the event loop is held for long. */
const GROUP_MAX_JOBS = 512;
const GROUP_MAX_EXCLUSIVE = 64;
const GROUP_MAX_MS = 4;
/** Transactions follow each other without a turn of the event loop for at most this long. */
const SLICE_MS = 2;
/** Attempts at the lock that only wait for a turn of the event loop, before timers do. */
const EAGER_MS = 0.3;
const RETRY_MIN_MS = 1;
const RETRY_MAX_MS = 4;

const never = (): boolean => false;

interface Job {
  /** `grouped` jobs are synchronous and share a transaction with their neighbours. */
  readonly kind: 'grouped' | 'exclusive';
  /** Exclusive jobs: whether to share a transaction with neighbours that do, too. Asked when its turn comes. */
  readonly mayShare: () => boolean;
  readonly run: (db: Connection) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly queuedAt: number;
  /** Set after a group with it has failed. */
  alone: boolean;
}

/** Options of a write queue. */
export interface WriteQueueOptions {
  /** How long a write waits for other processes before it rejects with UNAVAILABLE. */
  readonly lockTimeoutMs: number;
  /** Called after each commit. */
  readonly onCommit: () => void;
}

/**
 * The one way to write to a file in this process. Jobs run in the order in which they were given,
 * each wholly or not at all, under `BEGIN IMMEDIATE`. While another process writes, the queue waits
 * by timers: the event loop goes on.
 */
export class WriteQueue {
  readonly #file: string;
  readonly #db: Connection;
  readonly #options: WriteQueueOptions;
  readonly #turn: WriteTurn;
  #jobs: Job[] = [];
  #running: Promise<void> | undefined;
  /** Since when another process has been in the way, without a break. */
  #blockedSince: number | undefined;
  #closed = false;

  constructor(file: string, db: Connection, options: WriteQueueOptions) {
    this.#file = file;
    this.#db = db;
    this.#options = options;
    this.#turn = new WriteTurn(file);
  }

  /**
   * Writes, and resolves when it is committed. `job` may share its transaction with others that wait,
   * and may run a second time when that transaction fails: it must change nothing but the database.
   * Rejects with what `job` threw (nothing of it is kept), or with UNAVAILABLE.
   */
  write<T>(job: (db: Connection) => T): Promise<T> {
    return this.#enqueue('grouped', job, never) as Promise<T>;
  }

  /**
   * Runs `work` in a transaction, alone while it runs, until its promise settles: bound it. A
   * rejection rolls back what it did. Neighbours that all say `mayShare` run one after the other in
   * one transaction, each in a savepoint of its own, and resolve when all are committed: only for
   * work that awaits nothing but the database, or the others would wait for it.
   */
  exclusive<T>(work: (db: Connection) => Promise<T>, mayShare = never): Promise<T> {
    // In its own caller's context, whoever's turn the queue works in: traces and hangs are told by it.
    return this.#enqueue('exclusive', AsyncLocalStorage.bind(work), mayShare) as Promise<T>;
  }

  /** Resolves when what was given before is done. */
  async flush(): Promise<void> {
    // Whatever becomes of it: each job's own promise tells.
    if (this.#running !== undefined) await this.write(() => undefined).catch(() => undefined);
  }

  /** Refuses new work and resolves when what was given before is done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #enqueue(
    kind: Job['kind'],
    run: (db: Connection) => unknown,
    mayShare: () => boolean,
  ): Promise<unknown> {
    if (this.#closed) return Promise.reject(errors.CLOSED([`The SQLite file ${this.#file}`]));
    return new Promise((resolve, reject) => {
      const queuedAt = performance.now();
      this.#jobs.push({ kind, mayShare, run, resolve, reject, queuedAt, alone: false });
      this.#running ??= this.#work(kind);
    });
  }

  async #work(first: Job['kind']): Promise<void> {
    // What is written in one turn of the event loop is gathered, and shares one transaction.
    if (first === 'grouped') await nextTurn();
    let sliceEnd = performance.now() + SLICE_MS;
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      if (!(await this.#begin(job))) continue;
      const begun = performance.now();
      if (job.kind === 'exclusive') await this.#runExclusives();
      else this.#runGroup();
      const now = performance.now();
      const gap = this.#turn.gapAfterHolding(now - begun);
      if (gap > 0) await pause(gap);
      else if (job.kind === 'exclusive' && now < sliceEnd) continue;
      else await nextTurn();
      sliceEnd = performance.now() + SLICE_MS;
    }
    this.#running = undefined;
  }

  /** Begins a transaction for the head of the queue; false when that job was rejected instead. */
  async #begin(head: Job): Promise<boolean> {
    for (;;) {
      const now = performance.now();
      try {
        if (this.#db.inTransaction) this.#db.prepare('ROLLBACK').run();
        this.#db.prepare('BEGIN IMMEDIATE').run();
        this.#blockedSince = undefined;
        return true;
      } catch (error) {
        this.#blockedSince ??= now;
        const timeoutMs = this.#options.lockTimeoutMs;
        const tooLong = now - Math.max(this.#blockedSince, head.queuedAt) > timeoutMs;
        if (!isBusy(error) || tooLong) {
          this.#take(1);
          head.reject(
            isBusy(error)
              ? fileUnavailable(this.#file, `locked by another process for ${timeoutMs} ms`, error)
              : toCallerError(this.#file, error),
          );
          return false;
        }
      }
      const waited = now - this.#blockedSince;
      this.#turn.waited(waited);
      if (waited < EAGER_MS) await nextTurn();
      else
        await pause(
          RETRY_MIN_MS + Math.random() * Math.min(waited / 4, RETRY_MAX_MS - RETRY_MIN_MS),
        );
    }
  }

  async #runExclusives(): Promise<void> {
    const end = performance.now() + GROUP_MAX_MS;
    const done: { readonly job: Job; readonly value: unknown }[] = [];
    let share = true;
    while (share) {
      const [job] = this.#take(1);
      if (job === undefined) break;
      share = job.mayShare();
      try {
        this.#db.prepare('SAVEPOINT job').run();
        const value = await job.run(this.#db);
        this.#db.prepare('RELEASE job').run();
        done.push({ job, value });
      } catch (error) {
        job.reject(toCallerError(this.#file, error));
        if (!this.#undoJob()) return this.#fail(done, error);
      }
      const next = this.#jobs[0];
      const full = done.length >= GROUP_MAX_EXCLUSIVE || performance.now() > end;
      share = share && !full && next?.kind === 'exclusive' && next.mayShare();
    }
    try {
      this.#commit();
      for (const { job, value } of done) job.resolve(value);
    } catch (error) {
      this.#fail(done, error);
    }
  }

  /** Undoes what one exclusive job did. False when the whole transaction is gone. */
  #undoJob(): boolean {
    try {
      this.#db.prepare('ROLLBACK TO job').run();
      this.#db.prepare('RELEASE job').run();
      return true;
    } catch {
      return false;
    }
  }

  #fail(done: readonly { readonly job: Job }[], error: unknown): void {
    this.#rollback();
    for (const { job } of done) job.reject(toCallerError(this.#file, error));
  }

  #runGroup(): void {
    const group = this.#collectGroup();
    const values: unknown[] = [];
    try {
      const end = performance.now() + GROUP_MAX_MS;
      for (const job of group) {
        values.push(job.run(this.#db));
        if (performance.now() > end) break;
      }
      this.#commit();
      for (const [i, job] of this.#take(values.length).entries()) job.resolve(values[i]);
    } catch (error) {
      this.#rollback();
      const blamed = isEnvironmental(error) || isMetamorphosisError(error, 'UNAVAILABLE');
      // One of several is to blame: each again, for itself, in the same order.
      if (group.length > 1 && !blamed) for (const job of group) job.alone = true;
      else for (const job of this.#take(group.length)) job.reject(toCallerError(this.#file, error));
    }
  }

  #collectGroup(): readonly Job[] {
    let count = 1;
    while (count < GROUP_MAX_JOBS && this.#jobs[0]?.alone === false) {
      const next = this.#jobs[count];
      if (next === undefined || next.alone || next.kind !== 'grouped') break;
      count += 1;
    }
    return this.#jobs.slice(0, count);
  }

  #commit(): void {
    try {
      this.#db.prepare('COMMIT').run();
    } catch (error) {
      // The frames may have reached the disk: a crash now would bring them to life.
      if (isIoError(error))
        throw fileUnavailable(this.#file, 'writing failed', error, { commit: 'unknown' });
      throw error;
    }
    this.#options.onCommit();
  }

  #rollback(): void {
    try {
      // SQLite has rolled back by itself after some errors (a full disk).
      if (this.#db.inTransaction) this.#db.prepare('ROLLBACK').run();
    } catch {
      // The disk is failing; `#begin` tries again, and the caller hears of the first error.
    }
  }

  #take(count: number): Job[] {
    return this.#jobs.splice(0, count);
  }
}
