import {
  pause,
  within,
  type Assignment,
  type LogRecord,
  type ReadOptions,
} from '@metamorphosis/core';
import type { KafkaCluster } from '../client/cluster.js';
import { CODE, isRefusal } from '../errors.js';
import type { CompiledOptions } from '../options.js';
import { Committer } from './committer.js';
import { FetchLoops } from './fetch-loops.js';
import type { Generation, GroupMembership } from './group-membership.js';
import { Holding } from './holding.js';
import type { ListenerGuard } from './listener-guard.js';
import type { ReaderHealth } from './reader-health.js';
import { findStartPositions } from './start-positions.js';
import type { TopicWatch } from './topic-watch.js';

/** Why a session ended: the group deals anew, its partitions are others' already, or the reader closes. */
export type SessionEnd =
  | { readonly why: 'rebalance' }
  | { readonly why: 'closed' }
  | { readonly why: 'lost'; readonly reason: unknown };

/** What a session is made of. */
export interface SessionParts {
  readonly cluster: KafkaCluster;
  readonly membership: GroupMembership;
  readonly generation: Generation;
  readonly watch: TopicWatch;
  readonly options: CompiledOptions;
  readonly read: ReadOptions & {
    readonly sessionTimeoutMs: number;
    readonly revokeTimeoutMs: number;
  };
  readonly listener: ListenerGuard;
  readonly health: ReaderHealth;
}

const INCOMPLETE_POLL_MS = 500;
const TOPIC_POLL_MS = 10_000;
const LAST_COMMITS_MS = 1_000;

/** From one deal of the group to the next: holds the partitions, fetches, commits, and gives them up. */
export class ReaderSession {
  readonly holdings: ReadonlyMap<Assignment, Holding>;
  readonly #parts: SessionParts;
  readonly #committer: Committer;
  readonly #fetching: FetchLoops;
  readonly #ended = Promise.withResolvers<void>();
  /** Ends fetching. */
  readonly #over = new AbortController();
  /** Ends the heartbeat, after the revocations. */
  readonly #gone = new AbortController();
  readonly #incarnations: string;
  #end: SessionEnd | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { generation, membership, read, health } = parts;
    this.#incarnations = parts.watch.incarnations.join();
    const holdings = generation.partitions.map((place) => new Holding(place, generation));
    this.holdings = new Map(holdings.map((holding) => [holding.assignment, holding]));
    this.#committer = new Committer(membership, generation, read.group, (error) => {
      this.end({ why: 'lost', reason: error });
    });
    this.#fetching = new FetchLoops({
      cluster: parts.cluster,
      watch: parts.watch,
      options: parts.options,
      holdings,
      over: this.#over.signal,
      deliver: (holding, records) => this.#deliver(holding, records),
      refresh: () => this.#refresh(),
      trouble: (what, reason) => health.trouble(what, reason),
      well: (what) => health.well(what),
    });
  }

  /** Holds until the session ends, then gives everything up. Never rejects. */
  async run(): Promise<SessionEnd> {
    const { listener, health } = this.#parts;
    this.#tellMissing();
    health.joined();
    for (const assignment of this.holdings.keys()) listener.assigned(assignment);
    const work = [this.#beat(), this.#watchTopics(), this.#begin()];
    for (const task of work) {
      task.catch((reason: unknown) => this.end({ why: 'lost', reason }));
    }
    await this.#ended.promise;
    this.#over.abort();
    await this.#revoke();
    this.#gone.abort();
    return this.#end ?? { why: 'closed' };
  }

  /** Ends the session. A loss found out later still counts: nothing is held any more then. */
  end(end: SessionEnd): void {
    if (this.#end === undefined || end.why === 'lost') this.#end = end;
    if (end.why === 'lost') for (const holding of this.holdings.values()) holding.end();
    this.#ended.resolve();
  }

  commit(holding: Holding, offset: number): Promise<boolean> {
    return this.#committer.commit(holding, offset);
  }

  /** The holding may take records again. */
  flow(holding: Holding): void {
    this.#deliver(holding, holding.take());
    this.#fetching.wake();
  }

  #deliver(holding: Holding, records: readonly LogRecord[]): void {
    if (records.length > 0) this.#parts.listener.records(holding.assignment, records);
  }

  async #begin(): Promise<void> {
    const { cluster, membership, watch, read, options, health } = this.#parts;
    const found = (): void => this.#fetching.wake();
    const { maxBackoffMs } = options;
    await findStartPositions(
      {
        ...{ cluster, membership, watch, read, maxBackoffMs, found, over: this.#over.signal },
        refresh: () => this.#refresh(),
        trouble: (what, reason) => health.trouble(what, reason),
        well: (what) => health.well(what),
      },
      [...this.holdings.values()],
    );
  }

  async #beat(): Promise<void> {
    const { membership, generation, options, read, health } = this.#parts;
    const heartbeatIntervalMs = Math.min(options.heartbeatIntervalMs, read.sessionTimeoutMs / 3);
    let lived = performance.now();
    while (!this.#gone.signal.aborted) {
      await pause(heartbeatIntervalMs, this.#gone.signal);
      if (this.#gone.signal.aborted) return;
      const left = lived + read.sessionTimeoutMs - performance.now();
      const asked = performance.now();
      try {
        await membership.heartbeat(generation, Math.max(left, heartbeatIntervalMs));
        lived = asked;
        health.well('heartbeat');
      } catch (reason) {
        if (isRefusal(reason, CODE.REBALANCE_IN_PROGRESS)) {
          lived = asked;
          this.end({ why: 'rebalance' });
        } else if (
          left <= 0 ||
          isRefusal(reason, CODE.UNKNOWN_MEMBER_ID, CODE.ILLEGAL_GENERATION)
        ) {
          return this.end({ why: 'lost', reason });
        } else if (!this.#gone.signal.aborted) health.trouble('heartbeat', reason);
      }
    }
  }

  async #watchTopics(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await pause(this.#isComplete() ? TOPIC_POLL_MS : INCOMPLETE_POLL_MS, signal);
      if (!signal.aborted) await this.#refresh();
    }
  }

  #isComplete(): boolean {
    const { watch, generation } = this.#parts;
    const hasLeaders = generation.partitions.every((place) => watch.leader(place) !== undefined);
    return watch.missing === undefined && hasLeaders;
  }

  // Topics that are made, deleted or made anew change what there is to be dealt.
  async #refresh(): Promise<void> {
    const { watch, health } = this.#parts;
    try {
      await watch.refresh();
      health.well('metadata');
    } catch (reason) {
      if (!this.#over.signal.aborted) health.trouble('metadata', reason);
      return;
    }
    if (this.#over.signal.aborted) return;
    this.#tellMissing();
    this.#fetching.wake();
    if (watch.incarnations.join() !== this.#incarnations) this.end({ why: 'rebalance' });
  }

  #tellMissing(): void {
    const { watch, health } = this.#parts;
    const { missing } = watch;
    if (missing === undefined) health.well('topics');
    else health.trouble('topics', missing);
  }

  async #revoke(): Promise<void> {
    const { listener, read } = this.#parts;
    for (const holding of this.holdings.values()) {
      if (holding.state === 'held') holding.state = 'revoking';
    }
    await Promise.all(
      [...this.holdings.keys()].map((held) => listener.revoked(held, read.revokeTimeoutMs)),
    );
    await within(this.#committer.drained(), LAST_COMMITS_MS, undefined);
    for (const holding of this.holdings.values()) holding.end();
  }
}
