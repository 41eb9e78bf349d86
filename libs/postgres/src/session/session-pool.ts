import type pg from 'pg';
import { errors } from '@metamorphosis/contract';
import { ROLLBACK } from '../tables/statements.js';
import { Session } from './session.js';

interface Waiter {
  readonly resolve: (session: Session) => void;
  readonly reject: (error: unknown) => void;
}

interface IdleSession {
  readonly session: Session;
  readonly since: number;
}

/** When a pool gives up sessions that do not answer. */
export interface SilenceOptions {
  /** So long a statement may wait without anything coming from the server, in milliseconds. */
  readonly silenceMs: number;
  /** Called when a session was given up so. */
  readonly onSilence?: () => void;
}

/** Sessions that are used again: at most `max` at once, the last one used first. */
export class SessionPool {
  readonly #config: pg.ClientConfig;
  readonly #max: number;
  readonly #idleTimeoutMs: number;
  readonly #silence: SilenceOptions | undefined;
  readonly #idle: IdleSession[] = [];
  readonly #waiters: Waiter[] = [];
  readonly #reaper: NodeJS.Timeout;
  readonly #emptied = Promise.withResolvers<void>();
  #open = 0;
  #closed = false;

  constructor(
    config: pg.ClientConfig,
    max: number,
    idleTimeoutMs: number,
    silence?: SilenceOptions,
  ) {
    this.#silence = silence;
    this.#config = config;
    this.#max = max;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#reaper = setInterval(() => this.#reap(), idleTimeoutMs).unref();
  }

  /**
   * A session outside of any transaction, given back by `release`. Waits while all are in use.
   * Rejects with UNAVAILABLE when none can be opened, with CLOSED after `close`.
   */
  async acquire(): Promise<Session> {
    if (this.#closed) throw errors.CLOSED(['The connection pool']);
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.session.loss) return idle.session;
      this.#open -= 1; // the server ended it while it lay here, at a restart for example
    }
    if (this.#open < this.#max) return this.#connect();
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Takes a session back. One that is not clean (a transaction may be open in it) is cut. */
  release(session: Session, isClean: boolean): void {
    if (!isClean || session.loss || session.isBusy || !session.isOutsideTransaction) {
      session.destroy();
      this.#forget();
      if (session.wasSilent) this.#silence?.onSilence?.();
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter) waiter.resolve(session);
    else if (this.#closed) this.#endIdle(session);
    else this.#idle.push({ session, since: performance.now() });
  }

  /** Runs `work` on a session; whatever it left open is rolled back. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.acquire();
    let isClean = true;
    try {
      return await work(session);
    } catch (error) {
      isClean = await session.batch([{ statement: ROLLBACK }]).then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      this.release(session, isClean);
    }
  }

  /** Cuts the sessions that nobody uses: they may have died unheard. */
  discardIdle(): void {
    for (const { session } of this.#idle.splice(0)) {
      session.destroy();
      this.#forget();
    }
  }

  /** Takes nobody any more, and resolves once every session was given back and ended. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      clearInterval(this.#reaper);
      for (const { session } of this.#idle.splice(0)) this.#endIdle(session);
      if (this.#open === 0) this.#emptied.resolve();
    }
    await this.#emptied.promise;
  }

  async #connect(): Promise<Session> {
    this.#open += 1;
    try {
      return await Session.connect(this.#config, this.#silence?.silenceMs);
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #endIdle(session: Session): void {
    void session.end().then(
      () => this.#forget(),
      () => this.#forget(),
    );
  }

  /** A session is gone: its place goes to the next in line. */
  #forget(): void {
    this.#open -= 1;
    const waiter = this.#waiters.shift();
    if (waiter) this.#connect().then(waiter.resolve, waiter.reject);
    else if (this.#closed && this.#open === 0) this.#emptied.resolve();
  }

  #reap(): void {
    const before = performance.now() - this.#idleTimeoutMs;
    const stale = this.#idle.filter(({ since }) => since <= before);
    for (const idle of stale) {
      this.#idle.splice(this.#idle.indexOf(idle), 1);
      this.#endIdle(idle.session);
    }
  }
}
