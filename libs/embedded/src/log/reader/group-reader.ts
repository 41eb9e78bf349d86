import { errors, newUuid } from '@metamorphosis/contract';
import {
  backoffMs,
  pause,
  within,
  type Assignment,
  type LogListener,
  type LogReader,
} from '@metamorphosis/core';
import type { DatabaseFile } from '../../sqlite/database-file.js';
import { processNamespace } from '../group/liveness.js';
import { commitOffset, handOver, joinGroup, removeMembers } from '../group/membership.js';
import { readCommitted, readMembership, type AssignedSlot } from './assignments.js';
import { Delivery } from './delivery.js';
import { Health } from './health.js';
import { Holding } from './holding.js';
import type { CompiledReadOptions } from './reader-options.js';

const RETRY = { firstMs: 50, maxMs: 2000 };

/** A member of a group of the embedded log. Its hub wakes it and renews its membership. */
export class GroupReader implements LogReader {
  readonly options: CompiledReadOptions;
  readonly #file: DatabaseFile;
  readonly #listener: LogListener;
  readonly #onClosed: (reader: GroupReader) => void;
  readonly #holdings = new Map<Assignment, Holding>();
  /** Per slot: settles when the work of the last assignment that ended was given its time. */
  readonly #endings = new Map<number, Promise<void>>();
  readonly #closed = new AbortController();
  readonly #health: Health;
  readonly #delivery: Delivery;
  #member: string | undefined;
  #joining: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    file: DatabaseFile,
    options: CompiledReadOptions,
    listener: LogListener,
    onClosed: (reader: GroupReader) => void,
  ) {
    this.#file = file;
    this.options = options;
    this.#listener = listener;
    this.#onClosed = onClosed;
    this.#health = new Health((health) => {
      if (this.#closing === undefined) listener.onHealth(health);
    });
    this.#delivery = new Delivery({
      read: (query) => file.readNow(query),
      holdings: () => this.#holdings.values(),
      listener,
      onReading: (error) => this.#health.set({ reading: error }),
    });
    this.#joining = this.#join();
  }

  /** Its name in the group; undefined while it is none. */
  get member(): string | undefined {
    return this.#member;
  }

  async commit(assignment: Assignment, offset: number): Promise<boolean> {
    const holding = this.#holdings.get(assignment);
    if (holding === undefined) return false;
    const kept = await this.#file.write((db) => commitOffset(db, holding.held, offset));
    if (!kept) this.sync();
    return kept;
  }

  pause(assignment: Assignment): void {
    const holding = this.#holdings.get(assignment);
    if (holding !== undefined) holding.paused = true;
  }

  resume(assignment: Assignment): void {
    const holding = this.#holdings.get(assignment);
    if (holding === undefined) return;
    holding.paused = false;
    this.#delivery.wake();
  }

  seek(assignment: Assignment, offset: number): void {
    const holding = this.#holdings.get(assignment);
    if (holding === undefined) return;
    holding.next = offset;
    this.#delivery.wake();
  }

  /** Records may have come. To be called in a turn of the event loop of its own. */
  deliver(): void {
    this.#delivery.run();
  }

  /** Members, topics or assignments may have changed. */
  sync(): void {
    const member = this.#member;
    if (member === undefined || this.#closing !== undefined) return;
    const { options } = this;
    try {
      const view = this.#file.readNow((db) =>
        readMembership(db, options.group, member, options.topics),
      );
      if (view === undefined) return this.expelled();
      const { missing } = view;
      const topics = missing === undefined ? undefined : errors.TOPIC_UNKNOWN([missing]);
      this.#health.set({ membership: undefined, topics });
      this.#adopt(view.assigned, member);
    } catch (error) {
      this.#health.set({ reading: error });
      setTimeout(() => this.sync(), RETRY.firstMs);
    }
  }

  /** It was silent for too long: what it held went to others. It joins anew. */
  expelled(): void {
    this.#member = undefined;
    this.#health.set({ membership: errors.UNAVAILABLE([`Group ${this.options.group}`]) });
    for (const holding of [...this.#holdings.values()]) this.#lose(holding);
    this.#joining ??= this.#join();
  }

  /** The membership could not be renewed (undefined: it was). */
  renewalFailed(reason: unknown): void {
    this.#health.set({ membership: reason });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #join(): Promise<void> {
    const { group, topics, sessionTimeoutMs, revokeTimeoutMs } = this.options;
    // A later turn: the caller of `read` has the reader before its listener is called.
    await pause(0, this.#closed.signal);
    for (let attempt = 1; !this.#closed.signal.aborted; attempt += 1) {
      const id = newUuid();
      const place = { host: processNamespace(), pid: process.pid };
      const limits = { sessionMs: sessionTimeoutMs, revokeMs: revokeTimeoutMs };
      try {
        await this.#file.write((db) => joinGroup(db, { id, group, topics, ...place, ...limits }));
        this.#member = id;
        this.#joining = undefined;
        this.sync();
        return;
      } catch (error) {
        this.#health.set({ membership: error });
        await pause(backoffMs(RETRY, attempt), this.#closed.signal);
      }
    }
  }

  #adopt(assigned: readonly AssignedSlot[], member: string): void {
    const current = new Map(assigned.map((slot) => [slot.slot, slot]));
    const known = new Set<number>();
    for (const holding of [...this.#holdings.values()]) {
      const slot = current.get(holding.held.slot);
      if (slot?.epoch !== holding.held.epoch) this.#lose(holding);
      else {
        known.add(slot.slot);
        if (slot.target !== member) void this.#giveUp(holding);
      }
    }
    for (const slot of assigned) if (!known.has(slot.slot)) this.#take(slot, member);
  }

  #take({ slot, epoch, topic, partition }: AssignedSlot, member: string): void {
    const holding = new Holding(topic, partition, {
      group: this.options.group,
      slot,
      member,
      epoch,
    });
    this.#holdings.set(holding.assignment, holding);
    void this.#begin(holding, this.#endings.get(slot));
  }

  async #begin(holding: Holding, before: Promise<void> | undefined): Promise<void> {
    // The work of an older assignment of this slot ends before new work begins.
    await before;
    if (holding.ended || this.#closing !== undefined) return;
    holding.announced = true;
    this.#safely(() => this.#listener.onAssigned(holding.assignment));
    const { topic, partition } = holding.assignment;
    for (let attempt = 1; !holding.ended && holding.next === undefined; attempt += 1) {
      try {
        const start = await (this.options.startAt?.({ topic, partition }) ??
          this.#file.read((db) => readCommitted(db, this.options.group, holding.held.slot)));
        // A seek made meanwhile knows better.
        holding.next ??= start;
        this.#health.set({ start: undefined });
      } catch (error) {
        this.#health.set({ start: error });
        await pause(backoffMs(RETRY, attempt), holding.assignment.signal);
      }
    }
    this.#delivery.wake();
  }

  /** Cooperative: the partition is held until the listener is done with it. */
  async #giveUp(holding: Holding): Promise<void> {
    if (holding.revoked !== undefined) return;
    await this.#revoke(holding);
    try {
      await this.#file.write((db) => handOver(db, holding.held));
    } catch (error) {
      // Others take it when it is overdue.
      this.#health.set({ membership: error });
    }
    this.#end(holding);
    this.sync();
  }

  /** The partition is gone already. */
  #lose(holding: Holding): void {
    this.#end(holding);
    void this.#revoke(holding);
  }

  #revoke(holding: Holding): Promise<void> {
    holding.revoked ??= this.#callRevoked(holding);
    return holding.revoked;
  }

  async #callRevoked(holding: Holding): Promise<void> {
    if (!holding.announced) return;
    const { slot } = holding.held;
    const listening = (async () => this.#listener.onRevoked(holding.assignment))();
    // A listener's failure is its own (LogListener).
    const ending = within(
      listening.catch(() => undefined),
      this.options.revokeTimeoutMs,
      undefined,
    );
    this.#endings.set(slot, ending);
    await ending;
    if (this.#endings.get(slot) === ending) this.#endings.delete(slot);
  }

  #end(holding: Holding): void {
    this.#holdings.delete(holding.assignment);
    holding.end();
  }

  async #close(): Promise<void> {
    this.#delivery.stop();
    this.#closed.abort();
    await this.#joining;
    const holdings = [...this.#holdings.values()];
    await Promise.all(holdings.map((holding) => this.#revoke(holding)));
    const member = this.#member;
    if (member !== undefined) {
      // When the file cannot be written, the session ends by itself.
      await this.#file
        .write((db) => removeMembers(db, this.options.group, [member]))
        .catch(() => undefined);
    }
    for (const holding of holdings) this.#end(holding);
    this.#onClosed(this);
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch {
      // A listener's failure is its own (LogListener).
    }
  }
}
