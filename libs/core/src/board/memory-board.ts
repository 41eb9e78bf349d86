import { errors, type CommandUpdate } from '@metamorphosis/contract';
import type { Subscription } from '../lifecycle/lifecycle.js';
import { BoardMemory } from './board-memory.js';
import type {
  Announcement,
  Board,
  Presence,
  StreamAppend,
  StreamEntry,
  StreamId,
  StreamPosition,
  StreamSlice,
  Wake,
} from './board.js';
import type { StreamMove } from './stream-move.js';

/** Options of `createMemoryBoard`. */
export interface MemoryBoardOptions {
  /** What it shares with other handles; a memory of its own by default. */
  readonly memory?: BoardMemory;
}

/**
 * A board in this process's memory: for tests and for programs of one process. Keeps nothing when
 * the process ends, and disconnects only where its memory is told to cut it off.
 */
export function createMemoryBoard(options: MemoryBoardOptions = {}): Board {
  return new MemoryBoard(options.memory ?? new BoardMemory());
}

class MemoryBoard implements Board {
  #closed = false;
  #connected = true;
  readonly #subscriptions = new Set<Subscription>();
  readonly #reconnects = new Set<{ readonly wake: Wake }>();

  constructor(private readonly memory: BoardMemory) {
    memory.connect(this, (connected) => this.#become(connected));
  }

  async putUpdate(update: CommandUpdate, replyTo?: string): Promise<'stored' | 'stale'> {
    this.#assertUsable();
    const stalled = this.memory.stalled(this);
    if (stalled) await stalled;
    const { stored, standing } = this.memory.put(update, Date.now());
    if (stored) this.memory.channels.tell(commandChannel(update.commandId), standing);
    if (replyTo !== undefined) this.memory.channels.tell(replyChannel(replyTo), standing);
    return stored ? 'stored' : 'stale';
  }

  async getUpdate(commandId: string): Promise<CommandUpdate | undefined> {
    this.#assertUsable();
    const stalled = this.memory.stalled(this);
    if (stalled) await stalled;
    const json = this.memory.outcome(commandId, Date.now());
    return json === undefined ? undefined : (JSON.parse(json) as CommandUpdate);
  }

  async watchCommand(
    commandId: string,
    listener: (update: CommandUpdate) => void,
  ): Promise<Subscription> {
    return this.#listen(commandChannel(commandId), (json) =>
      listener(JSON.parse(json) as CommandUpdate),
    );
  }

  async watchReplies(
    channel: string,
    listener: (update: CommandUpdate) => void,
  ): Promise<Subscription> {
    return this.#listen(replyChannel(channel), (json) =>
      listener(JSON.parse(json) as CommandUpdate),
    );
  }

  async streamPosition(stream: StreamId): Promise<StreamPosition> {
    this.#assertUsable();
    return { next: this.memory.stream(stream)?.next };
  }

  async appendToStream(
    stream: StreamId,
    move: StreamMove,
    entries: readonly StreamEntry[],
  ): Promise<StreamAppend> {
    this.#assertUsable();
    const answer = this.memory.append(stream, move, entries, Date.now());
    if (answer.kind === 'appended') this.memory.channels.tell(streamChannel(stream), '');
    return answer;
  }

  async readStream(
    stream: StreamId,
    from: number,
    limit: number,
  ): Promise<StreamSlice | undefined> {
    this.#assertUsable();
    return this.memory.stream(stream)?.read(from, limit, Date.now());
  }

  async watchStream(stream: StreamId, wake: Wake): Promise<Subscription> {
    return this.#listen(streamChannel(stream), () => wake());
  }

  async announce(presence: Presence, ttlMs: number): Promise<Announcement> {
    this.#assertUsable();
    return this.memory.presences.announce(presence, ttlMs, Date.now());
  }

  async withdraw(presence: Presence): Promise<void> {
    this.#assertUsable();
    this.memory.presences.withdraw(presence);
  }

  async list(kind: string): Promise<readonly Presence[]> {
    this.#assertUsable();
    return this.memory.presences.list(kind, Date.now());
  }

  async send(channel: string, message: unknown): Promise<void> {
    this.#assertUsable();
    this.memory.channels.tell(messageChannel(channel), JSON.stringify(message));
  }

  async listen(channel: string, listener: (message: unknown) => void): Promise<Subscription> {
    return this.#listen(messageChannel(channel), (json) => listener(JSON.parse(json)));
  }

  onReconnect(wake: Wake): Subscription {
    const registration = { wake };
    this.#reconnects.add(registration);
    return {
      close: async () => {
        this.#reconnects.delete(registration);
      },
    };
  }

  async ping(): Promise<void> {
    this.#assertUsable();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#reconnects.clear();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #become(connected: boolean): void {
    const isBack = connected && !this.#connected;
    this.#connected = connected;
    if (isBack && !this.#closed) for (const { wake } of [...this.#reconnects]) wake();
  }

  #listen(channel: string, listener: (message: string) => void): Subscription {
    this.#assertUsable();
    const registration = this.memory.channels.listen(channel, (message) => {
      if (this.#connected) listener(message);
    });
    const subscription: Subscription = {
      close: () => {
        this.#subscriptions.delete(subscription);
        return registration.close();
      },
    };
    this.#subscriptions.add(subscription);
    return subscription;
  }

  #assertUsable(): void {
    if (this.#closed) throw errors.CLOSED(['The board']);
    if (!this.#connected) throw errors.UNAVAILABLE(['The board']);
  }
}

const commandChannel = (commandId: string): string => `command ${commandId}`;
const replyChannel = (channel: string): string => `reply ${channel}`;
const messageChannel = (channel: string): string => `message ${channel}`;
const streamChannel = ({ topic, incarnation, partition }: StreamId): string =>
  `stream ${JSON.stringify([topic, incarnation, partition])}`;
