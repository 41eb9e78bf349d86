import type { Cache } from '@metamorphosis/core';
import { Calls } from './calls.js';
import { addressOf, createCommandClient } from './clients.js';
import { createKeys, type Keys } from './keys.js';
import { compileOptions, type RedisBoardOptions } from './options.js';
import { script, SCRIPTS } from './scripts.js';

/** Options of `createRedisCache`. */
export interface RedisCacheOptions extends Pick<
  RedisBoardOptions,
  'connection' | 'keyPrefix' | 'logger'
> {
  /** How long a call may wait for its answer before it is UNAVAILABLE: whoever asks goes on without. @default 1000 */
  readonly callTimeoutMs?: number;
}

const { TAKEN } = SCRIPTS.take.codes;

/**
 * A cache on Redis 6.2 or later, one server or a cluster, that many processes share. Its bound in bytes is
 * Redis' own (`maxmemory` with a policy that evicts): give it a Redis of its own where it may grow large,
 * for the board's must not evict. Connects in the background. Throws CONFIGURATION_INVALID.
 */
export function createRedisCache(options: RedisCacheOptions): Cache {
  return new RedisCache(options);
}

class RedisCache implements Cache {
  readonly #calls: Calls;
  readonly #keys: Keys;

  constructor({ callTimeoutMs = 1_000, ...options }: RedisCacheOptions) {
    const compiled = compileOptions({ ...options, callTimeoutMs });
    const { connection, keyPrefix, logger } = compiled;
    this.#keys = createKeys(keyPrefix);
    this.#calls = new Calls({
      client: createCommandClient(compiled, 'cache'),
      timeoutMs: callTimeoutMs,
      address: addressOf(connection),
      what: 'The cache',
      logger,
    });
  }

  async get(key: string): Promise<string | undefined> {
    const text = await this.#calls.run((client) => client.get(this.#keys.cached(key)));
    return text ?? undefined;
  }

  async set(key: string, text: string, ttlMs: number): Promise<void> {
    await this.#calls.run((client) => client.set(this.#keys.cached(key), text, 'PX', ttlMs));
  }

  async take(key: string, amount: number, limit: number, ttlMs: number): Promise<boolean> {
    const args = [amount, limit, ttlMs];
    const code = await this.#calls.script(script('take'), [this.#keys.count(key)], args);
    return code === TAKEN;
  }

  close(): Promise<void> {
    return this.#calls.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
