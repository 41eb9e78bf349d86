import type { Wish } from '@metamorphosis/contract';
import {
  background,
  createServiceWebTopic,
  followDesiredState,
  untilReachable,
  writeWishes,
  type DesiredState,
  type DesiredStateFollower,
  type Lifecycle,
} from '@metamorphosis/core';
import { createAuditTopic } from './audit/audit-trail.js';
import { NodeCalls } from './calls/node-calls.js';
import type { ManagerOptions } from './manager.js';

/** What a manager has on log and board: made as soon as they can be reached, and not waited for. */
export class ManagerLinks implements Lifecycle {
  private readonly stopping = new AbortController();
  private follower: DesiredStateFollower | undefined;
  private opened: Promise<NodeCalls> | undefined;
  private topics: Promise<void> | undefined;
  private readonly following: Promise<void>;

  constructor(private readonly options: ManagerOptions) {
    this.following = this.follow();
    background('following desired state', options.logger, this.following);
    background(
      'listening for answers of nodes',
      options.logger,
      this.calls().catch(() => undefined),
    );
  }

  /** What was read of desired state; undefined until everything was that stood there at the start. */
  get desired(): DesiredState | undefined {
    return this.follower?.state;
  }

  /** Asks nodes. Rejects with UNAVAILABLE while the board is away. */
  calls(): Promise<NodeCalls> {
    if (!this.opened) {
      const { board, instance, logger } = this.options;
      this.opened = NodeCalls.open(board, instance, logger);
      this.opened.catch(() => (this.opened = undefined));
    }
    return this.opened;
  }

  /** Rejects with UNAVAILABLE or ACCEPTANCE_UNKNOWN. */
  async writeWishes(wishes: readonly Wish[]): Promise<number> {
    await this.makeTopics();
    return writeWishes(this.options.log, wishes);
  }

  async close(): Promise<void> {
    this.stopping.abort(new Error('The manager is closed.'));
    await this.following.catch(() => undefined);
    await this.follower?.close();
    await this.opened?.then((calls) => calls.close()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private makeTopics(): Promise<void> {
    if (!this.topics) {
      const { log } = this.options;
      this.topics = Promise.all([createServiceWebTopic(log), createAuditTopic(log)]).then(
        () => undefined,
      );
      this.topics.catch(() => (this.topics = undefined));
    }
    return this.topics;
  }

  private async follow(): Promise<void> {
    const { log, instance, logger, readiness } = this.options;
    const { signal } = this.stopping;
    const check = readiness.check('desired state');
    try {
      await untilReachable('the log', () => this.makeTopics(), logger, signal);
      this.follower = await followDesiredState({
        log,
        name: instance,
        onChange: () => undefined,
        onHealth: (health) =>
          health.state === 'up' ? check.up() : check.down(`the log: ${String(health.reason)}`),
        logger,
        signal,
      });
      check.up();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
