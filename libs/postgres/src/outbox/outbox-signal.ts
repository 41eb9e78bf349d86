import type pg from 'pg';
import type { Subscription } from '@metamorphosis/core';
import type { SessionPool } from '../session/session-pool.js';
import { Session } from '../session/session.js';
import { NOTIFY } from '../tables/statements.js';

/** Commits that follow each other faster than this share a notification, in milliseconds. */
const NOTIFY_EVERY_MS = 5;
const FIRST_RECONNECT_MS = 100;
const MAX_RECONNECT_MS = 5_000;

/**
 * Wakes publishers after commits that left outbox rows: those of this process at once, others by
 * NOTIFY. It is sent after the commit, not in it: transactions with a NOTIFY commit one at a time.
 */
export class OutboxSignal {
  readonly #wakers = new Set<() => void>();
  /** Tells the own notifications from those of other processes. */
  readonly #self = crypto.randomUUID();
  readonly #closing = new AbortController();
  readonly #channel: string;
  #listening: Promise<void> | undefined;
  #notifying: Promise<void> | undefined;
  #isOwed = false;

  constructor(
    private readonly control: SessionPool,
    private readonly config: pg.ClientConfig,
    schema: string,
    /** Whether the publisher is one of this process: then nobody else waits. */
    private readonly isPublishedHere: () => boolean,
  ) {
    this.#channel = `mm_outbox_${schema}`;
  }

  /** A unit of this process has left rows. */
  left(): void {
    this.#wake();
    if (this.isPublishedHere()) return;
    this.#isOwed = true;
    this.#notifying ??= this.#notifyOthers().finally(() => {
      this.#notifying = undefined;
    });
  }

  subscribe(wake: () => void): Subscription {
    // A subscriber of its own each time, though the same function may come twice.
    const waker = (): void => wake();
    this.#wakers.add(waker);
    this.#listening ??= this.#listen();
    return {
      close: async () => {
        this.#wakers.delete(waker);
      },
    };
  }

  async close(): Promise<void> {
    this.#wakers.clear();
    this.#closing.abort();
    await Promise.all([this.#notifying, this.#listening]);
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  async #notifyOthers(): Promise<void> {
    while (this.#isOwed) {
      this.#isOwed = false;
      const step = { statement: NOTIFY, parameters: [this.#channel, this.#self] };
      // Who publishes polls behind it, so a lost notification is late and not lost.
      await this.control.use((session) => session.batch([step])).catch(() => undefined);
      if (!this.#closing.signal.aborted) await this.#pause(NOTIFY_EVERY_MS);
    }
  }

  /** Listens until `close`, on a connection of its own, through every loss of it. */
  async #listen(): Promise<void> {
    let pauseMs = FIRST_RECONNECT_MS;
    while (!this.#closing.signal.aborted) {
      const session = await this.#connect().catch(() => undefined);
      if (session) {
        pauseMs = FIRST_RECONNECT_MS;
        this.#wake(); // for what was missed
        await this.#endOf(session);
      } else {
        await this.#pause(pauseMs);
        pauseMs = Math.min(pauseMs * 2, MAX_RECONNECT_MS);
      }
    }
  }

  async #connect(): Promise<Session> {
    const session = await Session.connect(this.config);
    session.onNotification((sender) => {
      if (sender !== this.#self) this.#wake();
    });
    try {
      await session.script(`LISTEN "${this.#channel}"`);
      return session;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  async #endOf(session: Session): Promise<void> {
    const end = (): void => session.destroy();
    this.#closing.signal.addEventListener('abort', end, { once: true });
    if (this.#closing.signal.aborted) end();
    await session.ended;
    this.#closing.signal.removeEventListener('abort', end);
  }

  /** Waits, though not beyond `close`. */
  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    const timer = setTimeout(end, ms);
    this.#closing.signal.addEventListener('abort', end);
    await promise;
    clearTimeout(timer);
    this.#closing.signal.removeEventListener('abort', end);
  }
}
