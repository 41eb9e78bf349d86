import { errors, type CommandUpdate } from '@metamorphosis/contract';
import {
  DEFAULT_BOARD_RETENTION,
  type Announcement,
  type Board,
  type BoardRetention,
  type Presence,
  type StreamAppend,
  type StreamEntry,
  type StreamId,
  type StreamMove,
  type StreamPosition,
  type StreamSlice,
  type Subscription,
  type Wake,
} from '@metamorphosis/core';
import { DatabaseFile } from '../sqlite/database-file.js';
import { boardSchema } from './board-schema.js';
import { Janitor } from './janitor.js';
import { NoticeTail } from './notice-tail.js';
import { tellMessage } from './notices.js';
import { putUpdate, readOutcome } from './outcomes.js';
import { announce, listPresences, withdraw } from './presences.js';
import { appendToStream, findStream, readStream, streamKey } from './streams.js';

/** Options of the embedded board. */
export interface EmbeddedBoardOptions {
  /** Where it lies. Made when it is missing, with its directory. No other purpose may share it. */
  readonly file: string;
  /** What it keeps, for how long. All processes on one file give the same. @default a day of everything */
  readonly retention?: Partial<BoardRetention>;
  /** How long a write waits for other processes before it rejects with UNAVAILABLE. @default 30000 */
  readonly lockTimeoutMs?: number;
}

/**
 * The board on an SQLite file, for the processes of one machine. What it holds survives restarts.
 * Watchers follow a table of notices: a process that was stopped for more than ten seconds misses
 * some, and is told so by `onReconnect`. The file is opened by the first call; a failure to open is
 * UNAVAILABLE, and the next call tries again.
 */
export function createEmbeddedBoard(options: EmbeddedBoardOptions): Board {
  return new EmbeddedBoard(options);
}

class EmbeddedBoard implements Board {
  readonly #file: DatabaseFile;
  readonly #retention: BoardRetention;
  readonly #tail: NoticeTail;
  readonly #janitor: Janitor;
  #closing: Promise<void> | undefined;

  constructor(options: EmbeddedBoardOptions) {
    this.#file = new DatabaseFile(options, boardSchema);
    this.#retention = { ...DEFAULT_BOARD_RETENTION, ...options.retention };
    this.#tail = new NoticeTail(this.#file);
    this.#janitor = new Janitor(this.#file, this.#retention);
  }

  async putUpdate(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'> {
    this.#check();
    const { commandId, version, state } = update;
    const order = { version, state };
    const body = JSON.stringify(update);
    const keepMs = this.#retention.outcomeMs;
    const put = { commandId, order, body, replyTo: replyTo ?? null, keepMs };
    this.#janitor.wrote();
    return this.#file.write((db) => putUpdate(db, put));
  }

  async getUpdate(commandId: string): Promise<CommandUpdate | undefined> {
    this.#check();
    const body = await this.#file.read((db) => readOutcome(db, commandId));
    return body === undefined ? undefined : (JSON.parse(body) as CommandUpdate);
  }

  async watchCommand(
    commandId: string,
    listener: (update: CommandUpdate) => void,
  ): Promise<Subscription> {
    const since = await this.#begin();
    return this.#tail.commands.add(commandId, since, listener);
  }

  async watchReplies(
    channel: string,
    listener: (update: CommandUpdate) => void,
  ): Promise<Subscription> {
    const since = await this.#begin();
    return this.#tail.replies.add(channel, since, listener);
  }

  async streamPosition(stream: StreamId): Promise<StreamPosition> {
    this.#check();
    const found = await this.#file.read((db) => findStream(db, stream));
    return { next: found?.next };
  }

  async appendToStream(
    stream: StreamId,
    move: StreamMove,
    entries: readonly StreamEntry[],
  ): Promise<StreamAppend> {
    this.#check();
    this.#janitor.wrote();
    return this.#file.write((db) =>
      appendToStream(db, stream, move, entries, this.#retention.streamMs),
    );
  }

  async readStream(
    stream: StreamId,
    from: number,
    limit: number,
  ): Promise<StreamSlice | undefined> {
    this.#check();
    const { streamMs } = this.#retention;
    return this.#file.read((db) => readStream(db, stream, from, limit, streamMs));
  }

  async watchStream(stream: StreamId, wake: Wake): Promise<Subscription> {
    const since = await this.#begin();
    return this.#tail.streams.add(streamKey(stream), since, wake);
  }

  async announce(presence: Presence, ttlMs: number): Promise<Announcement> {
    this.#check();
    return this.#file.write((db) => announce(db, presence, ttlMs));
  }

  async withdraw(presence: Presence): Promise<void> {
    this.#check();
    await this.#file.write((db) => withdraw(db, presence));
  }

  async list(kind: string): Promise<readonly Presence[]> {
    this.#check();
    return this.#file.read((db) => listPresences(db, kind));
  }

  async send(channel: string, message: unknown): Promise<void> {
    this.#check();
    this.#janitor.wrote();
    await this.#file.write((db) => tellMessage(db, channel, JSON.stringify(message)));
  }

  async listen(channel: string, listener: (message: unknown) => void): Promise<Subscription> {
    const since = await this.#begin();
    return this.#tail.messages.add(channel, since, listener);
  }

  onReconnect(wake: Wake): Subscription {
    return this.#tail.onMissed(wake);
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
    this.#tail.close();
    await this.#janitor.stop();
    await this.#file.close();
  }

  async #begin(): Promise<number> {
    this.#check();
    const since = await this.#tail.begin();
    this.#check();
    return since;
  }

  #check(): void {
    if (this.#closing !== undefined) throw errors.CLOSED(['The board']);
  }
}
