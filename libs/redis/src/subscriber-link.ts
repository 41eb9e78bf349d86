import type { Redis } from 'ioredis';
import { pause, within, type Logger } from '@metamorphosis/core';
import { reconnectDelayMs } from './clients.js';
import { asBoardError, unavailable } from './errors.js';

/** What the link needs. */
export interface SubscriberLinkOptions {
  /** Makes an unconnected connection that does not reconnect by itself. */
  readonly connect: (attempt: number) => Redis;
  /** What must be subscribed to as soon as there is a connection. */
  readonly channels: () => Iterable<string>;
  readonly onMessage: (channel: string, message: string) => void;
  /** Called after each connection but the first, when all channels are subscribed to again. */
  readonly onReconnect: () => void;
  /** How long a call may wait for the first connection. */
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** Channels named in one SUBSCRIBE after a reconnect. */
const CHUNK = 1_000;

/**
 * The connection for subscriptions. When it is lost another one is made, and it counts as up only
 * once everything is subscribed to again.
 */
export class SubscriberLink {
  #redis: Redis | undefined;
  #cause: unknown = new Error('There is no connection yet.');
  readonly #stop = new AbortController();
  readonly #firstTry = Promise.withResolvers<void>();
  readonly #running: Promise<void>;

  constructor(private readonly options: SubscriberLinkOptions) {
    this.#running = this.#run();
  }

  get isUp(): boolean {
    return this.#redis !== undefined;
  }

  /** The connection that everything is subscribed to on, if there is one: another one after each loss. */
  get connection(): object | undefined {
    return this.#redis;
  }

  /** Resolves when there is a connection; waits for the very first one only, else UNAVAILABLE. */
  async ready(): Promise<void> {
    if (!this.isUp) await within(this.#firstTry.promise, this.options.timeoutMs, undefined);
    if (!this.isUp) throw unavailable(this.#cause);
  }

  /** Resolves when the server has confirmed. Call it when `ready`, in the same turn. */
  async subscribe(channel: string): Promise<void> {
    if (this.#redis === undefined) throw unavailable(this.#cause);
    try {
      await this.#redis.subscribe(channel);
    } catch (error) {
      throw asBoardError(error);
    }
  }

  /** Nothing depends on its answer: a lost connection has lost its subscriptions too. */
  unsubscribe(channel: string): void {
    this.#redis?.unsubscribe(channel).catch((error: unknown) => (this.#cause = error));
  }

  /** Gives the connection up for dead, so that another one is made. */
  drop(reason: unknown): void {
    this.#cause = reason;
    this.#redis?.disconnect();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#redis?.disconnect();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let attempt = 0, failures = 0, connected = false; !signal.aborted; attempt++) {
      const redis = this.options.connect(attempt);
      const ended = this.#prepare(redis);
      try {
        await redis.connect();
        await this.#resume(redis);
        failures = 0;
        this.#redis = redis;
        this.#firstTry.resolve();
        if (connected) this.options.onReconnect();
        connected = true;
        await ended;
      } catch (error) {
        this.#cause = error;
      } finally {
        this.#redis = undefined;
        this.#firstTry.resolve();
        redis.disconnect();
      }
      if (signal.aborted) return;
      const waitMs = reconnectDelayMs(++failures);
      this.options.logger.warn(
        { err: this.#cause, waitMs },
        'no subscriptions with Redis; trying again',
      );
      await pause(waitMs, signal);
    }
  }

  /** Listens to the connection; resolves when it has ended. */
  #prepare(redis: Redis): Promise<void> {
    redis.on('message', this.options.onMessage);
    redis.on('error', (error) => (this.#cause = error));
    const give = (): void => redis.disconnect();
    this.#stop.signal.addEventListener('abort', give, { once: true });
    return new Promise((resolve) => {
      redis.once('end', () => {
        this.#stop.signal.removeEventListener('abort', give);
        resolve();
      });
    });
  }

  async #resume(redis: Redis): Promise<void> {
    const channels = [...this.options.channels()];
    for (let i = 0; i < channels.length; i += CHUNK) {
      await redis.subscribe(...channels.slice(i, i + CHUNK));
    }
    // Those that were left meanwhile could not be told to this connection.
    const wanted = new Set(this.options.channels());
    const left = channels.filter((channel) => !wanted.has(channel));
    if (left.length > 0) await redis.unsubscribe(...left);
  }
}
