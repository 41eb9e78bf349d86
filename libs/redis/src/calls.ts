import { Cluster } from 'ioredis';
import { within, type Logger } from '@metamorphosis/core';
import type { Client } from './clients.js';
import { asBoardError, closed, isUnknownScript, unavailable } from './errors.js';
import type { Script } from './scripts.js';
import { TurnWrites } from './turn-writes.js';

/** What calls need. */
export interface CallsOptions {
  readonly client: Client;
  readonly timeoutMs: number;
  /** Where it leads, for logs. */
  readonly address: string;
  /** Who calls, for errors. @default 'The board' */
  readonly what?: string;
  readonly logger: Logger;
}

/**
 * Calls with an end: each is answered by Redis, or rejects with UNAVAILABLE after the timeout, or at
 * once while there is no connection. Only the first connection is waited for (as long as a call may).
 * A call that timed out may have taken effect.
 */
export class Calls {
  #state: 'connecting' | 'up' | 'down' = 'connecting';
  readonly #closing = new AbortController();
  #cause: unknown = new Error('There is no connection yet.');
  #changed = Promise.withResolvers<void>();
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #writes: TurnWrites;
  readonly #what: string;

  constructor(private readonly options: CallsOptions) {
    const { client, what = 'The board' } = options;
    this.#what = what;
    this.#writes = new TurnWrites(client);
    client.on('ready', () => this.#become('up'));
    client.on('close', () => this.#become('down'));
    client.on('end', () => this.#become('down'));
    client.on('error', (error: unknown) => (this.#cause = error));
  }

  /** Whether keys of one call have to lie together. */
  get isCluster(): boolean {
    return this.options.client instanceof Cluster;
  }

  /** Sends one request. Rejects with UNAVAILABLE, CLOSED, or INTERNAL_ERROR. */
  run<T>(send: (client: Client) => Promise<T>): Promise<T> {
    if (this.#closing.signal.aborted) return Promise.reject(closed(this.#what));
    const call = this.#state === 'up' ? this.#send(send) : this.#whenConnected(send);
    this.#inFlight.add(call);
    const over = (): void => void this.#inFlight.delete(call);
    call.then(over, over);
    return call;
  }

  /** Runs a script by its digest, or by its text where the server does not know it yet. */
  script(
    script: Script,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    return this.run(async (client) => {
      try {
        return await client.evalsha(script.sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!isUnknownScript(error)) throw error;
        return await client.eval(script.lua, keys.length, ...keys, ...args);
      }
    });
  }

  /** Resolves when there is a connection, or when it is closed. */
  async up(): Promise<void> {
    const { signal } = this.#closing;
    const closing = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (this.#state !== 'up' && !signal.aborted) {
      await Promise.race([this.#changed.promise, closing]);
    }
  }

  /** Refuses new calls and waits for those in hand, each of which has its end. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#inFlight);
    this.options.client.disconnect();
  }

  #send<T>(send: (client: Client) => Promise<T>): Promise<T> {
    const { client, timeoutMs } = this.options;
    this.#writes.hold();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const why = new Error(`Redis did not answer within ${timeoutMs} ms.`);
        reject(unavailable(why, this.#what));
      }, timeoutMs);
      send(client).then(
        (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(asBoardError(error, this.#what));
        },
      );
    });
  }

  async #whenConnected<T>(send: (client: Client) => Promise<T>): Promise<T> {
    if (this.#state === 'connecting') {
      await within(this.#changed.promise, this.options.timeoutMs, undefined);
    }
    if (this.#state !== 'up') throw unavailable(this.#cause, this.#what);
    return await this.#send(send);
  }

  #become(state: 'up' | 'down'): void {
    if (this.#state === state) return;
    const { logger, address } = this.options;
    if (this.#closing.signal.aborted)
      logger.debug({ address, state }, 'closing the connection to Redis');
    else if (state === 'down')
      logger.warn({ err: this.#cause, address }, 'Redis is away; trying again');
    else logger.info({ address }, 'connected to Redis');
    this.#state = state;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
