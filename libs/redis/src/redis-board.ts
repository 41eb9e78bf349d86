import { randomUUID } from 'node:crypto';
import type { CommandUpdate } from '@metamorphosis/contract';
import type {
  Announcement,
  Board,
  Presence,
  StreamAppend,
  StreamEntry,
  StreamId,
  StreamMove,
  StreamPosition,
  StreamSlice,
  Subscription,
  Wake,
} from '@metamorphosis/core';
import { Calls } from './calls.js';
import { Channels } from './channels.js';
import { addressOf, createCommandClient, createSubscriberClient } from './clients.js';
import { Heartbeat } from './heartbeat.js';
import { createKeys, type Keys } from './keys.js';
import {
  compileOptions,
  type CompiledRedisBoardOptions,
  type RedisBoardOptions,
} from './options.js';
import { RedisOutcomes } from './outcomes.js';
import { RedisPresences } from './presences.js';
import { script } from './scripts.js';
import { RedisStreams } from './streams.js';
import { SubscriberLink } from './subscriber-link.js';

/**
 * The board on Redis 6.2 or later, one server or a cluster, over two connections: one for commands,
 * one for subscriptions. Connects in the background; calls made before the first connection wait
 * for it as long as a call may. What Redis has lost (a restart without its data, a failover to an
 * older state) shows as a mismatch of positions or as a missing stream, as the port says.
 * Throws CONFIGURATION_INVALID.
 */
export function createRedisBoard(options: RedisBoardOptions): Board {
  return new RedisBoard(compileOptions(options));
}

class RedisBoard implements Board {
  readonly #keys: Keys;
  readonly #calls: Calls;
  readonly #channels: Channels;
  readonly #link: SubscriberLink;
  readonly #heartbeat: Heartbeat;
  readonly #outcomes: RedisOutcomes;
  readonly #streams: RedisStreams;
  readonly #presences: RedisPresences;
  readonly #reconnectWakes = new Set<{ readonly wake: Wake }>();
  #closing: Promise<void> | undefined;

  constructor(options: CompiledRedisBoardOptions) {
    const { callTimeoutMs: timeoutMs, heartbeatMs, keyPrefix, logger, retention } = options;
    const client = createCommandClient(options);
    const calls = new Calls({ client, timeoutMs, address: addressOf(options.connection), logger });
    const channels = new Channels(() => this.#link, logger);
    this.#calls = calls;
    this.#channels = channels;
    this.#keys = createKeys(keyPrefix);
    this.#outcomes = new RedisOutcomes(calls, channels, this.#keys, retention.outcomeMs, logger);
    this.#streams = new RedisStreams(calls, this.#keys, retention.streamMs);
    this.#presences = new RedisPresences(calls, this.#keys);
    const alive = this.#keys.aliveChannel(randomUUID());
    channels.keep(alive, () => this.#heartbeat.heard());
    this.#link = new SubscriberLink({
      connect: (attempt) => createSubscriberClient(options, client, attempt),
      channels: () => channels.names(),
      onMessage: (channel, message) => channels.tell(channel, message),
      onReconnect: () => void this.#tellReconnected(),
      timeoutMs,
      logger,
    });
    this.#heartbeat = new Heartbeat({
      everyMs: heartbeatMs,
      timeoutMs,
      listening: () => this.#link.connection,
      beat: () => calls.run((redis) => redis.publish(alive, '')),
      onSilence: () => this.#link.drop(new Error('What was published did not arrive here.')),
    });
  }

  putUpdate(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'> {
    return this.#outcomes.put(update, replyTo);
  }

  getUpdate(commandId: string): Promise<CommandUpdate | undefined> {
    return this.#outcomes.get(commandId);
  }

  watchCommand(id: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#outcomes.watchCommand(id, listener);
  }

  watchReplies(channel: string, listener: (update: CommandUpdate) => void): Promise<Subscription> {
    return this.#outcomes.watchReplies(channel, listener);
  }

  streamPosition(stream: StreamId): Promise<StreamPosition> {
    return this.#streams.position(stream);
  }

  appendToStream(
    stream: StreamId,
    move: StreamMove,
    entries: readonly StreamEntry[],
  ): Promise<StreamAppend> {
    return this.#streams.append(stream, move, entries);
  }

  readStream(stream: StreamId, from: number, limit: number): Promise<StreamSlice | undefined> {
    return this.#streams.read(stream, from, limit);
  }

  async watchStream(stream: StreamId, wake: Wake): Promise<Subscription> {
    const moved = await this.#channels.listen(this.#keys.streamChannel(stream), () => wake());
    const reconnected = this.onReconnect(wake);
    return {
      close: async () => {
        await moved.close();
        await reconnected.close();
      },
    };
  }

  announce(presence: Presence, ttlMs: number): Promise<Announcement> {
    return this.#presences.announce(presence, ttlMs);
  }

  withdraw(presence: Presence): Promise<void> {
    return this.#presences.withdraw(presence);
  }

  list(kind: string): Promise<readonly Presence[]> {
    return this.#presences.list(kind);
  }

  async send(channel: string, message: unknown): Promise<void> {
    const name = this.#keys.messageChannel(channel);
    await this.#calls.script(script('send'), [name], [JSON.stringify(message)]);
  }

  listen(channel: string, listener: (message: unknown) => void): Promise<Subscription> {
    return this.#channels.listen(this.#keys.messageChannel(channel), (text) => {
      const message = parseJson(text);
      // Anybody may publish: what is no JSON was not sent by a board.
      if (message !== undefined) listener(message);
    });
  }

  onReconnect(wake: Wake): Subscription {
    const registration = { wake };
    this.#reconnectWakes.add(registration);
    return {
      close: () => {
        this.#reconnectWakes.delete(registration);
        return Promise.resolve();
      },
    };
  }

  async ping(): Promise<void> {
    await this.#calls.run((client) => client.ping());
    await this.#link.ready();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#channels.close();
    this.#reconnectWakes.clear();
    this.#heartbeat.stop();
    this.#outcomes.flush();
    await Promise.all([this.#calls.close(), this.#link.close()]);
  }

  /** Who is told to read again must be able to: the other connection may still be on its way. */
  async #tellReconnected(): Promise<void> {
    await this.#calls.up();
    for (const { wake } of this.#reconnectWakes) wake();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
