import { errors } from '@metamorphosis/contract';
import type {
  Assignment,
  LogHealth,
  LogListener,
  LogReader,
  ReadOptions,
  TopicPartition,
} from './event-log.js';
import type { GroupMember, MemoryGroup } from './memory-group.js';
import type { MemoryLogCluster } from './memory-log-cluster.js';

const BATCH = 500;
const RETRY_MS = 10;

interface Held {
  readonly assignment: Assignment;
  readonly abort: AbortController;
  /** The offset of the next record to hand over; undefined until `startAt` has answered. */
  next: number | undefined;
  committed: number;
  paused: boolean;
  pumping: boolean;
  /** Set once `onRevoked` was called. */
  revoked: Promise<void> | undefined;
}

/** A reader of the in-memory log. */
export class MemoryReader implements LogReader, GroupMember {
  readonly topics: readonly string[];
  readonly #held = new Map<Assignment, Held>();
  readonly #cluster: MemoryLogCluster;
  readonly #group: MemoryGroup;
  readonly #options: ReadOptions;
  readonly #listener: LogListener;
  readonly #stopWaking: () => void;
  #connected: boolean;
  #closing: Promise<void> | undefined;
  #missing: string | undefined;
  #health: LogHealth['state'] | undefined;

  constructor(
    cluster: MemoryLogCluster,
    options: ReadOptions,
    listener: LogListener,
    connected: boolean,
  ) {
    this.topics = options.topics;
    this.#cluster = cluster;
    this.#group = cluster.group(options.group);
    this.#options = options;
    this.#listener = listener;
    this.#connected = connected;
    this.#stopWaking = cluster.onAppend(() => this.#pumpAll());
    queueMicrotask(() => this.setConnected(this.#connected));
  }

  async commit(assignment: Assignment, offset: number): Promise<boolean> {
    const held = this.#held.get(assignment);
    if (held === undefined) return false;
    if (offset > held.committed) {
      held.committed = offset;
      this.#group.commit(assignment, offset);
    }
    return true;
  }

  pause(assignment: Assignment): void {
    const held = this.#held.get(assignment);
    if (held !== undefined) held.paused = true;
  }

  resume(assignment: Assignment): void {
    const held = this.#held.get(assignment);
    if (held === undefined) return;
    held.paused = false;
    this.#pump(held);
  }

  seek(assignment: Assignment, offset: number): void {
    const held = this.#held.get(assignment);
    if (held === undefined) return;
    held.next = offset;
    this.#pump(held);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The handle lost its connection, or has it again. */
  setConnected(connected: boolean): void {
    this.#connected = connected;
    if (this.#closing !== undefined) return;
    if (connected) {
      this.#group.join(this);
    } else {
      this.#tell({ state: 'down', reason: errors.UNAVAILABLE(['The log']) });
      for (const held of [...this.#held.values()]) {
        this.#drop(held);
        void this.#askRevoked(held);
      }
      this.#group.leave(this);
    }
  }

  async revokeAll(): Promise<void> {
    await Promise.all([...this.#held.values()].map((held) => this.#revoke(held)));
  }

  assign(partitions: readonly TopicPartition[], missing: string | undefined): void {
    if (this.#closing !== undefined || !this.#connected) return;
    this.#missing = missing;
    if (missing === undefined) this.#tell({ state: 'up' });
    else this.#tell({ state: 'down', reason: errors.TOPIC_UNKNOWN([missing]) });
    for (const { topic, partition } of partitions) {
      const abort = new AbortController();
      const assignment: Assignment = { topic, partition, signal: abort.signal };
      const held = { assignment, abort, next: undefined, paused: false, pumping: false };
      const entry: Held = { ...held, committed: -1, revoked: undefined };
      this.#held.set(assignment, entry);
      this.#safely(() => this.#listener.onAssigned(assignment));
      void this.#position(entry);
    }
  }

  async #position(held: Held): Promise<void> {
    const { topic, partition } = held.assignment;
    const { startAt } = this.#options;
    while (held.next === undefined && !held.abort.signal.aborted) {
      try {
        const start = startAt
          ? await startAt({ topic, partition })
          : (this.#group.committed(topic).get(partition) ?? 0);
        // A seek made meanwhile knows better.
        held.next ??= start;
      } catch (reason) {
        this.#tell({ state: 'down', reason });
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    if (this.#isHeld(held) && this.#missing === undefined) this.#tell({ state: 'up' });
    this.#pump(held);
  }

  #pumpAll(): void {
    for (const held of this.#held.values()) this.#pump(held);
  }

  #pump(held: Held): void {
    if (held.pumping || !this.#isReady(held)) return;
    held.pumping = true;
    queueMicrotask(() => this.#deliver(held));
  }

  #deliver(held: Held): void {
    held.pumping = false;
    if (!this.#isReady(held) || held.next === undefined) return;
    const records = this.#cluster.slice(held.assignment, held.next, BATCH);
    const last = records.at(-1);
    if (last === undefined) return;
    held.next = last.offset + 1;
    this.#safely(() => this.#listener.onRecords(held.assignment, records));
    // Through a timer: a listener that answers by pausing from a later task must get its turn.
    held.pumping = true;
    setTimeout(() => {
      held.pumping = false;
      this.#pump(held);
    }, 0);
  }

  #isHeld(held: Held): boolean {
    return this.#held.has(held.assignment);
  }

  #isReady(held: Held): boolean {
    return (
      this.#isHeld(held) && !held.paused && held.revoked === undefined && held.next !== undefined
    );
  }

  async #revoke(held: Held): Promise<void> {
    await this.#askRevoked(held);
    this.#drop(held);
  }

  #drop(held: Held): void {
    this.#held.delete(held.assignment);
    held.abort.abort();
  }

  #askRevoked(held: Held): Promise<void> {
    held.revoked ??= this.#callRevoked(held);
    return held.revoked;
  }

  async #callRevoked(held: Held): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.revokeTimeoutMs ?? 5000);
    });
    try {
      await Promise.race([this.#listener.onRevoked(held.assignment), timeout]);
    } catch {
      // The partition goes all the same.
    } finally {
      clearTimeout(timer);
    }
  }

  async #close(): Promise<void> {
    this.#stopWaking();
    await this.revokeAll();
    this.#group.leave(this);
  }

  #tell(health: LogHealth): void {
    if (this.#closing !== undefined || (health.state === 'up' && this.#health === 'up')) return;
    this.#health = health.state;
    this.#safely(() => this.#listener.onHealth(health));
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch {
      // A listener's failure is its own: the reader goes on.
    }
  }
}
