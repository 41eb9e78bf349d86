import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause, within } from '../lifecycle/timing.js';
import type { Assignment, LogRecord } from '../log/event-log.js';
import type { ConsumerRetries, RunRetries } from '../retry/consumer-retries.js';
import type { PartitionParking } from '../retry/partition-parking.js';
import type { ParkedRow } from '../store/retry-table.js';
import type { Fence } from '../store/store.js';
import type { Deliver, Ownership } from './delivery.js';
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
  /** Absent for consumers that retry in place only. */
  readonly retries?: ConsumerRetries;
  /** A key has too many parked rows (or has them no more): the partition pauses, or goes on. */
  readonly full: (run: PartitionRun, isFull: boolean) => void;
  /** Queues a record for its lane. */
  readonly enqueue: (run: PartitionRun, record: LogRecord) => void;
  /** A record is out of hand: handled to its end (`done`), or left to a later run. */
  readonly ended: (record: LogRecord, done: boolean) => void;
  /** The run lost its lease, or broke down, while the log still counts the assignment as ours. */
  readonly broken: (run: PartitionRun) => void;
  readonly logger: Logger;
}

/** How long leaving waits for a database that does not answer. */
const GIVE_BACK_MS = 2000;

/**
 * One consumer's work on one partition during one assignment: nothing of it outlives the
 * assignment, and nothing begins before the run of the assignment before has ended.
 */
export class PartitionRun {
  readonly watermark = new Watermark();
  private readonly abort = new AbortController();
  private readonly active = new Set<Promise<unknown>>();
  private backlog: LogRecord[] | undefined = [];
  private fence: Fence | undefined;
  private retries: RunRetries | undefined;
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
    await previous?.giveBack();
    for (let attempt = 1; this.open; attempt++) {
      try {
        if (!this.fence) {
          const claiming = this.host.claim?.(this.assignment);
          this.claiming = claiming?.catch(() => undefined);
          this.fence = await claiming;
        }
        // Nothing is dispatched before it is known which keys are blocked.
        this.retries = this.fence && (await this.openRetries(this.fence));
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

  private async openRetries(fence: Fence): Promise<RunRetries | undefined> {
    return this.host.retries?.open(this.assignment, fence, this.abort.signal);
  }

  /** What is parked of the partition, under which lease; undefined while nothing may be dispatched. */
  get held(): readonly [Fence, PartitionParking] | undefined {
    const { fence, retries } = this;
    return fence && retries && this.open && !this.backlog ? [fence, retries.parking] : undefined;
  }

  private admit(record: LogRecord): void {
    const { retries } = this.host;
    if (retries) this.retries?.careful?.limit(retries.beyondHand(record));
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

  /** Runs one record whose turn has come; `again`: it has to wait for its turn once more. Never rejects. */
  async handle(record: LogRecord): Promise<'again' | void> {
    const begins = !this.void;
    const answer = begins ? await this.track(this.deliver(record)) : 'left';
    if (answer === 'again') return answer;
    if (begins) this.first?.ended();
    this.host.ended(record, answer === 'done');
  }

  /** Runs one row of the retry table whose turn has come. Never rejects. */
  async handleParked(row: ParkedRow): Promise<void> {
    if (this.open) await this.track(this.deliverParked(row));
  }

  private async track<T>(work: Promise<T>): Promise<T> {
    this.active.add(work);
    try {
      return await work;
    } finally {
      this.active.delete(work);
    }
  }

  private deliver(record: LogRecord): Promise<'done' | 'again' | 'left'> {
    return this.guarded(record, async () => {
      // What was committed before it is handled has no time to wait.
      const parking = this.first ? undefined : this.retries?.parking;
      if (parking?.blocks(record) && this.host.retries?.concerns(record)) {
        if (parking.isFull(record)) {
          this.host.full(this, true);
          return 'again';
        }
        await parking.append(record);
      } else await this.hand(record, undefined);
      // Ended after the loss: whoever owns the partition now counts for himself.
      if (this.void) return 'left';
      if (!this.first) this.watermark.end(record.offset);
      return 'done';
    });
  }

  private deliverParked(row: ParkedRow): Promise<unknown> {
    return this.guarded(row.record, async () => {
      const parking = this.retries?.parking;
      await this.hand(row.record, row);
      if (this.void || !parking) return 'left';
      await parking.ended(row);
      if (!parking.hasFullKey) this.host.full(this, false);
      return 'done';
    });
  }

  private hand(record: LogRecord, parked: ParkedRow | undefined): Promise<void> {
    const { fence, retries, host } = this;
    const ownership: Ownership = {
      ...(fence && { fence }),
      signal: this.abort.signal,
      ...(retries && { parking: retries.parking }),
      ...(parked && { parked }),
    };
    if (!retries?.careful?.concerns(record)) return host.deliver(record, ownership);
    const { topic, partition, offset } = record;
    const mark = [`${topic}/${partition}/${offset}`, parked?.namespace].filter(Boolean).join('#');
    return retries.careful.run(mark, (condemned) =>
      host.deliver(record, { ...ownership, alone: true, ...(condemned && { condemned }) }),
    );
  }

  /** Breaks the run down when the work does. */
  private async guarded<T>(record: LogRecord, work: () => Promise<T>): Promise<T | 'left'> {
    try {
      return await work();
    } catch (error) {
      if (this.void) return 'left';
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
      return 'left';
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
    const all = Promise.all([this.claiming, this.first?.settled(), ...this.active]).then(
      () => true,
    );
    if (await within(all, ms, false)) await within(this.giveBack(), GIVE_BACK_MS, undefined);
  }

  /** Gives the lease back when nothing of the run is in hand any more: it ended well. */
  async giveBack(): Promise<void> {
    const { fence } = this;
    if (fence && this.active.size === 0) await this.host.retries?.release(fence);
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
