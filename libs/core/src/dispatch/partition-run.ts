import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause, within } from '../lifecycle/timing.js';
import type { Assignment, LogRecord } from '../log/event-log.js';
import type { Fence } from '../store/store.js';
import type { Deliver } from './delivery.js';
import { OffsetFirst } from './offset-first.js';
import { Watermark } from './watermark.js';

/** What a run needs of its consumer. */
export interface RunHost {
  readonly deliver: Deliver;
  /** Takes the lease; absent for consumers without a store. */
  readonly claim?: (assignment: Assignment) => Promise<Fence>;
  /**
   * At-most-once: how many records of a run may be begun and not ended. Present when offsets are
   * committed before records are handled; absent when they are after.
   */
  readonly room?: () => number;
  /** Commits a run's watermark; false when the log did not take it. */
  readonly commit: (run: PartitionRun) => Promise<boolean>;
  /** Queues a record for its lane. */
  readonly enqueue: (run: PartitionRun, record: LogRecord) => void;
  /** A record is out of hand: handled to its end (`done`), or left to a later run. */
  readonly ended: (record: LogRecord, done: boolean) => void;
  /** The run lost its lease, or broke down, while the log still counts the assignment as ours. */
  readonly broken: (run: PartitionRun) => void;
  readonly logger: Logger;
}

/**
 * One consumer's work on one partition during one assignment: nothing of it outlives the
 * assignment, and nothing begins before the run of the assignment before has ended.
 */
export class PartitionRun {
  readonly watermark = new Watermark();
  private readonly abort = new AbortController();
  private readonly active = new Set<Promise<boolean>>();
  private backlog: LogRecord[] | undefined = [];
  private fence: Fence | undefined;
  private claiming: Promise<unknown> | undefined;
  private void = false;
  private draining = false;
  private readonly first: OffsetFirst | undefined;
  /** Settles when the run may dispatch, or never will. */
  readonly started: Promise<void>;

  constructor(
    readonly assignment: Assignment,
    private readonly host: RunHost,
    previous: PartitionRun | undefined,
  ) {
    const { room } = host;
    this.first = room && this.offsetFirst(room);
    const { signal } = assignment;
    if (signal.aborted) this.lose();
    else signal.addEventListener('abort', () => this.lose(), { once: true });
    this.started = this.start(previous);
  }

  private offsetFirst(room: () => number): OffsetFirst {
    return new OffsetFirst({
      room,
      signal: this.abort.signal,
      begin: (record) => this.host.enqueue(this, record),
      giveBack: (record) => this.host.ended(record, false),
      commit: (records) => {
        for (const { offset } of records) this.watermark.end(offset);
        return this.host.commit(this);
      },
    });
  }

  /** True once its work does not count any more. */
  get lost(): boolean {
    return this.void;
  }

  private async start(previous: PartitionRun | undefined): Promise<void> {
    // The same key must not run beside itself: the run before ends first.
    await previous?.settled();
    for (let attempt = 1; this.open; attempt++) {
      try {
        const claiming = this.host.claim?.(this.assignment);
        this.claiming = claiming?.catch(() => undefined);
        this.fence = await claiming;
        break;
      } catch (error) {
        const { topic, partition } = this.assignment;
        const waitMs = backoffMs({ firstMs: 100, maxMs: 5000 }, attempt);
        this.host.logger.warn(
          { err: error, topic, partition, waitMs },
          `the lease on ${topic}/${partition} could not be taken; trying again`,
        );
        await pause(waitMs, this.abort.signal);
      }
    }
    const backlog = this.backlog ?? [];
    this.backlog = undefined;
    if (this.void) return;
    for (const record of backlog) this.admit(record);
  }

  private admit(record: LogRecord): void {
    if (this.first) this.first.take(record);
    else this.host.enqueue(this, record);
  }

  take(record: LogRecord): void {
    if (this.void) {
      this.host.ended(record, false);
      return;
    }
    this.watermark.begin(record.offset);
    if (this.backlog) this.backlog.push(record);
    else this.admit(record);
  }

  /** Runs one record whose turn has come. Never rejects. */
  async handle(record: LogRecord): Promise<void> {
    let done = false;
    if (!this.void) {
      const work = this.deliver(record);
      this.active.add(work);
      done = await work;
      this.active.delete(work);
      this.first?.ended();
    }
    this.host.ended(record, done);
  }

  /** Answers whether the record has ended under this run. */
  private async deliver(record: LogRecord): Promise<boolean> {
    try {
      await this.host.deliver(record, {
        ...(this.fence && { fence: this.fence }),
        signal: this.abort.signal,
      });
      // Ended after the loss: whoever owns the partition now counts for himself.
      if (this.void) return false;
      if (!this.first) this.watermark.end(record.offset);
      return true;
    } catch (error) {
      if (this.void) return false;
      const { topic, partition, offset } = record;
      if (!isMetamorphosisError(error, 'LEASE_LOST')) {
        // Deliver promised not to; without this the watermark would stand still in silence.
        this.host.logger.error(
          { err: error, topic, partition, offset },
          'delivery broke its promise',
        );
      } else {
        this.host.logger.warn({ topic, partition }, 'the lease was taken over; stopping here');
      }
      this.lose();
      this.host.broken(this);
      return false;
    }
  }

  /** The work is void from now on: handlers are aborted, nothing new begins. */
  lose(): void {
    if (this.void) return;
    this.void = true;
    const { topic, partition } = this.assignment;
    this.abort.abort(errors.LEASE_LOST([this.fence?.consumer ?? 'reader', topic, partition]));
    const backlog = this.backlog ?? [];
    this.backlog = undefined;
    for (const record of backlog) this.host.ended(record, false);
    this.first?.stop();
  }

  /** Whether offsets that are committed first go on being committed; what was goes on either way. */
  hold(isHeld: boolean): void {
    if (isHeld) this.first?.hold();
    else this.first?.resume();
  }

  /** Begins nothing any more and waits for what runs, at most `ms`. Nothing is waited for once it is void. */
  async drain(ms: number): Promise<void> {
    if (this.void) return;
    this.draining = true;
    this.first?.hold();
    // A claim that is under way would take the lease from the partition's next owner.
    const inHand = Promise.all([this.claiming, this.first?.settled(), ...this.active]);
    await within(inHand, ms, undefined);
  }

  /** False once no further record is taken. */
  get open(): boolean {
    return !this.void && !this.draining;
  }

  /** False once no further record may begin. What was committed as handled is handled while it drains. */
  get mayBegin(): boolean {
    return !this.void && (!this.draining || this.first !== undefined);
  }

  /** Resolves when nothing of it runs any more. */
  async settled(): Promise<void> {
    await this.started;
    await Promise.all(this.active);
  }
}
