import {
  pause,
  within,
  type Assignment,
  type LogListener,
  type LogReader,
  type ReadOptions,
} from '@metamorphosis/core';
import { Backoff } from '../client/backoff.js';
import { KafkaCluster } from '../client/cluster.js';
import type { CompiledOptions } from '../options.js';
import { GroupMembership } from './group-membership.js';
import { ListenerGuard } from './listener-guard.js';
import { ReaderHealth } from './reader-health.js';
import { ReaderSession, type SessionParts } from './reader-session.js';
import { TopicWatch } from './topic-watch.js';

/**
 * As short as brokers allow by default (group.min.session.timeout.ms): callers who wait, 10 s by default, outlive the death of
 * a worker. One that is given up too soon costs a rebalance; leases see to it that it does no harm.
 */
const SESSION_TIMEOUT_MS = 6_000;
const REVOKE_TIMEOUT_MS = 5_000;
const LEAVE_MS = 3_000;

/** A member of a Kafka consumer group that joins, and joins again, until it is closed. */
export class KafkaReader implements LogReader {
  readonly #options: CompiledOptions;
  readonly #read: SessionParts['read'];
  readonly #cluster: KafkaCluster;
  readonly #membership: GroupMembership;
  readonly #watch: TopicWatch;
  readonly #listener: ListenerGuard;
  readonly #health: ReaderHealth;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #session: ReaderSession | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: CompiledOptions, read: ReadOptions, listener: LogListener) {
    this.#options = options;
    this.#read = {
      ...read,
      sessionTimeoutMs: read.sessionTimeoutMs ?? SESSION_TIMEOUT_MS,
      revokeTimeoutMs: read.revokeTimeoutMs ?? REVOKE_TIMEOUT_MS,
    };
    this.#cluster = new KafkaCluster(options);
    this.#membership = new GroupMembership(this.#cluster, this.#read);
    this.#watch = new TopicWatch(this.#cluster, read.topics);
    this.#listener = new ListenerGuard(listener, options.logger);
    this.#health = new ReaderHealth((health) => {
      if (!this.#closing.signal.aborted) this.#listener.health(health);
    });
    this.#running = this.#run();
  }

  async commit(assignment: Assignment, offset: number): Promise<boolean> {
    const session = this.#session;
    const holding = session?.holdings.get(assignment);
    if (session === undefined || holding === undefined || holding.state === 'ended') return false;
    return session.commit(holding, offset);
  }

  pause(assignment: Assignment): void {
    const holding = this.#session?.holdings.get(assignment);
    if (holding !== undefined) holding.paused = true;
  }

  resume(assignment: Assignment): void {
    const holding = this.#session?.holdings.get(assignment);
    if (holding === undefined) return;
    holding.paused = false;
    // Not from inside the call: a listener does not expect records while it resumes.
    queueMicrotask(() => this.#session?.flow(holding));
  }

  seek(assignment: Assignment, offset: number): void {
    const holding = this.#session?.holdings.get(assignment);
    if (holding === undefined) return;
    holding.seek(offset);
    queueMicrotask(() => this.#session?.flow(holding));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #run(): Promise<void> {
    // The constructor has to return first: nobody could use the reader in a callback otherwise.
    await Promise.resolve();
    const backoff = new Backoff(this.#options.maxBackoffMs);
    while (!this.#closing.signal.aborted) {
      try {
        await this.#watch.refresh();
        const generation = await this.#membership.join(this.#watch.incarnations);
        if (this.#closing.signal.aborted) return;
        backoff.reset();
        const end = await this.#hold(generation);
        if (end.why === 'lost') this.#health.left(end.reason);
      } catch (reason) {
        if (this.#closing.signal.aborted) return;
        this.#options.logger.debug({ err: reason }, 'the reader could not join its group');
        this.#health.left(reason);
        await pause(backoff.next(), this.#closing.signal);
      }
    }
  }

  async #hold(generation: SessionParts['generation']): ReturnType<ReaderSession['run']> {
    this.#session = new ReaderSession({
      cluster: this.#cluster,
      membership: this.#membership,
      generation,
      watch: this.#watch,
      options: this.#options,
      read: this.#read,
      listener: this.#listener,
      health: this.#health,
    });
    try {
      return await this.#session.run();
    } finally {
      this.#session = undefined;
    }
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    if (this.#session !== undefined) {
      this.#session.end({ why: 'closed' });
      await this.#running;
    }
    // A coordinator that cannot be reached learns of it when the session is over.
    await within(this.#membership.leave(), LEAVE_MS, undefined);
    this.#cluster.destroy();
    await this.#running;
  }
}
