import { AsyncResource } from 'node:async_hooks';
import type { UnitRequest, UnitResult } from '@metamorphosis/core';
import { isStaleStatement } from '../errors.js';
import type { SessionPool } from '../session/session-pool.js';
import { ConsumerPace } from './consumer-pace.js';
import { Deadline } from './deadline.js';
import type { GroupMember } from './group-member.js';
import { undo } from './undo.js';
import { UnitGroup } from './unit-group.js';
import type { UnitParts, UnitRunner, UnitWork } from './unit-runner.js';
import { UnitWatch } from './unit-watch.js';

/** Groups that run at once. */
export const GROUP_WRITERS = 4;
/** A server remembers the state of so many savepoints of a transaction at little cost, and not of more. */
const MAX_MEMBERS = 60;
/** Smaller groups are not made smaller still to keep every writer busy. */
const MIN_MEMBERS = 8;
/** A group that has not ended by then is undone, and its members run alone. What blocks it is noticed long before. */
const GROUP_TIMEOUT_MS = 2_000;

/**
 * Lets units of one consumer that wait at the same time share a transaction. While nobody waits a
 * unit runs alone and at once; the more wait, the larger the groups. Whatever goes wrong in a group,
 * except for a rejection, undoes it, and each member runs alone: what a unit comes to is the same.
 */
export class UnitGroups<DB> {
  readonly #pace = new ConsumerPace();
  readonly #waiting = new Map<string, GroupMember<DB>[]>();
  #active = 0;
  #isDue = false;

  constructor(
    private readonly runner: UnitRunner<DB>,
    /** Sessions of their own, whose statements wait for a lock at most briefly. */
    private readonly writers: SessionPool,
    private readonly parts: Omit<UnitParts<DB>, 'pool'>,
  ) {}

  run(request: UnitRequest, work: UnitWork<DB>): Promise<UnitResult> {
    if (!this.#pace.mayShare(request)) return this.#alone(request, work);
    return new Promise((resolve, reject) => {
      const { consumer } = request.inbox;
      const queue = this.#waiting.get(consumer) ?? [];
      if (queue.length === 0) this.#waiting.set(consumer, queue);
      // In a group it runs in its own caller's context all the same: traces and hangs are told by it.
      const context = new AsyncResource('UnitOfWork');
      const bound: UnitWork<DB> = (tx) => context.runInAsyncScope(work, undefined, tx);
      queue.push({ request, work: bound, resolve, reject });
      this.#beDue();
    });
  }

  async #alone(request: UnitRequest, work: UnitWork<DB>): Promise<UnitResult> {
    const watch = new UnitWatch();
    try {
      return await this.runner.run(request, work, watch);
    } finally {
      this.#pace.note(request, watch);
    }
  }

  /** Not at once: what comes in the same turn of the event loop goes together. */
  #beDue(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#start();
    });
  }

  #start(): void {
    while (this.#active < GROUP_WRITERS) {
      const [consumer, queue] = this.#waiting.entries().next().value ?? [];
      if (consumer === undefined || queue === undefined) return;
      const members = this.#take(queue);
      // The next turn is another consumer's.
      this.#waiting.delete(consumer);
      if (queue.length > 0) this.#waiting.set(consumer, queue);
      this.#active += 1;
      void this.#runTogether(members).then(() => {
        this.#active -= 1;
        this.#beDue();
      });
    }
  }

  /** Takes members from the head of a queue, leaving those whose record is taken already. */
  #take(queue: GroupMember<DB>[]): readonly GroupMember<DB>[] {
    const share = Math.ceil(queue.length / (GROUP_WRITERS - this.#active));
    const size = Math.min(MAX_MEMBERS, Math.max(MIN_MEMBERS, share));
    const members = new Map<string, GroupMember<DB>>();
    const left: GroupMember<DB>[] = [];
    let count = 0;
    for (const member of queue) {
      if (members.size >= size) break;
      count += 1;
      const { recordId } = member.request.inbox;
      if (members.has(recordId)) left.push(member);
      else members.set(recordId, member);
    }
    queue.splice(0, count, ...left);
    return [...members.values()];
  }

  /** Settles every member. Never rejects. */
  async #runTogether(members: readonly GroupMember<DB>[]): Promise<void> {
    const [first] = members;
    if (members.length > 1 && first && this.#pace.mayShare(first.request)) {
      await this.#runGroup(members);
    } else {
      await this.#eachAlone(members);
    }
  }

  async #runGroup(members: readonly GroupMember<DB>[]): Promise<void> {
    const timeoutMs = Math.min(...members.map(({ request }) => request.timeoutMs));
    const deadline = new Deadline(Math.min(timeoutMs, GROUP_TIMEOUT_MS));
    const session = await this.writers.acquire().catch(() => undefined);
    if (!session) return this.#eachAlone(members);
    deadline.start();
    const { schema, transactions, config } = this.parts;
    const note = this.#pace.note.bind(this.#pace);
    const parts = { session, deadline, timeoutMs, schema, transactions, note };
    const group = new UnitGroup(parts, members);
    try {
      await group.run();
      this.writers.release(session, true);
      for (const { request, work, resolve, reject } of group.open) {
        this.run(request, work).then(resolve, reject);
      }
    } catch (error) {
      const isClean = await undo(session, deadline, config);
      this.writers.release(session, isClean && !isStaleStatement(error));
      await this.#eachAlone(group.open);
    } finally {
      deadline.stop();
    }
  }

  async #eachAlone(members: readonly GroupMember<DB>[]): Promise<void> {
    await Promise.all(
      members.map(({ request, work, resolve, reject }) =>
        this.#alone(request, work).then(resolve, reject),
      ),
    );
  }
}
