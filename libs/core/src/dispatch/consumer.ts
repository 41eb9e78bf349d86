import { background } from '../lifecycle/background.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import type {
  Assignment,
  EventLog,
  LogHealth,
  LogReader,
  LogRecord,
  TopicPartition,
} from '../log/event-log.js';
import { ConsumerRetries, type RetryOptions } from '../retry/consumer-retries.js';
import type { PartitionParking } from '../retry/partition-parking.js';
import type { ParkedRow } from '../store/retry-table.js';
import type { Fence, LeaseKey } from '../store/store.js';
import { FigureKeeper, type ConsumerFigures, type DeliveryTally } from './consumer-figures.js';
import type { Deliver } from './delivery.js';
import { Lanes } from './lanes.js';
import { PartitionRun, type RunHost } from './partition-run.js';

/** Limits of one consumer in one process. */
export interface ConsumerLimits {
  /** Records handled at once. @default 64 */
  readonly concurrency: number;
  /** Records in hand at which fetching stops; it goes on at half of it. @default 2000 */
  readonly maxRecordsInHand: number;
  /** The same for their bytes. @default 16777216 */
  readonly maxBytesInHand: number;
  /** How often the watermark is committed. @default 500 */
  readonly commitIntervalMs: number;
  /** How long closing and revocation wait for what is in hand. @default 10000 */
  readonly drainTimeoutMs: number;
}

/** The limits of a consumer about which nothing else is said. */
export const DEFAULT_CONSUMER_LIMITS: ConsumerLimits = {
  concurrency: 64,
  maxRecordsInHand: 2000,
  maxBytesInHand: 16 * 1024 * 1024,
  commitIntervalMs: 500,
  drainTimeoutMs: 10_000,
};

/** What a consumer is made of. */
export interface ConsumerOptions {
  readonly log: EventLog;
  /** Unique per service: `commands`, or an event consumer's name. */
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
  readonly deliver: Deliver;
  /** What `deliver` counts; shown among the figures. */
  readonly tally?: DeliveryTally;
  /**
   * When offsets are committed: `after` records have ended, or `first`, before they are handled
   * (at-most-once: a crash loses at most what was being handled).
   * @default 'after'
   */
  readonly offsets?: 'after' | 'first';
  /**
   * Where an assignment begins, in place of the group's last commit. It is committed at once: whoever comes next
   * finds the same place, although nothing has been handled.
   */
  readonly startAt?: (partition: TopicPartition) => Promise<number>;
  /** Begins paused. @default false */
  readonly paused?: boolean;
  /** Takes the lease of a partition. Absent: work is not fenced (at-least-once). */
  readonly claim?: (key: LeaseKey) => Promise<Fence>;
  /** The retry table. Absent, or without `claim`: all tries are made in place. */
  readonly retries?: RetryOptions;
  readonly limits?: Partial<ConsumerLimits>;
  readonly sessionTimeoutMs?: number;
  readonly onHealth?: (health: LogHealth) => void;
  readonly logger: Logger;
}

interface InHand {
  readonly run: PartitionRun;
  readonly record: LogRecord;
  /** Set when it comes from the retry table. */
  readonly parked?: ParkedRow;
}

/**
 * Reads the topics of one consumer and handles their records: those of one key in order, different
 * keys in parallel, also within one partition; commits what ended without a gap. A slow record
 * holds back the records of its own key only.
 */
export class Consumer implements Lifecycle {
  private readonly limits: ConsumerLimits;
  private readonly runs = new Map<string, PartitionRun>();
  private readonly lanes: Lanes<InHand>;
  private readonly reader: LogReader;
  private readonly host: RunHost;
  private readonly retries: ConsumerRetries | undefined;
  private readonly paused = new Set<Assignment>();
  private readonly committed = new WeakMap<PartitionRun, number>();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly keeper: FigureKeeper;
  private bytes = 0;
  private isHeld: boolean;
  private concurrency: number;
  private closing: Promise<void> | undefined;
  private left = 0;

  constructor(private readonly options: ConsumerOptions) {
    this.limits = { ...DEFAULT_CONSUMER_LIMITS, ...options.limits };
    this.keeper = new FigureKeeper(options.tally);
    this.isHeld = options.paused ?? false;
    this.concurrency = this.limits.concurrency;
    this.lanes = new Lanes(this.limits.concurrency, (turn) => this.handle(turn));
    if (this.isHeld) this.holdLanes();
    const { claim, name } = options;
    this.retries =
      options.retries &&
      claim &&
      new ConsumerRetries(options.retries, {
        log: options.log,
        maxRecordsInHand: this.limits.maxRecordsInHand,
        held: () => [...this.runs.values()].flatMap(({ held }) => (held ? [held] : [])),
        takeRow: (row, parking) => this.takeRow(row, parking),
        logger: options.logger,
      });
    this.host = {
      ...(this.commitsFirst && { room: () => this.concurrency }),
      commit: (run) => this.commit(run),
      deliver: options.deliver,
      ...(claim && {
        claim: ({ topic, partition }: Assignment) => claim({ consumer: name, topic, partition }),
      }),
      ...(this.retries && { retries: this.retries }),
      full: (run, isFull) => this.setFull(run, isFull),
      enqueue: (run, record) => this.lanes.add(laneOf(record), { run, record }),
      ended: (record, done) => this.release(record, done),
      broken: (run) => background('restart of a partition', options.logger, this.restart(run)),
      logger: options.logger,
    };
    this.reader = options.log.read(
      {
        group: options.group,
        topics: options.topics,
        revokeTimeoutMs: this.limits.drainTimeoutMs,
        ...(options.startAt && { startAt: (place: TopicPartition) => this.startAt(place) }),
        ...(options.sessionTimeoutMs !== undefined && {
          sessionTimeoutMs: options.sessionTimeoutMs,
        }),
      },
      {
        onAssigned: (assignment) => this.assigned(assignment),
        onRevoked: (assignment) => this.revoked(assignment),
        onRecords: (assignment, records) => this.received(assignment, records),
        onHealth: (health) => options.onHealth?.(health),
      },
    );
    this.timer = setInterval(
      () => background('commit', options.logger, this.commitAll()),
      this.limits.commitIntervalMs,
    );
  }

  private async handle({ run, record, parked }: InHand): Promise<'again' | void> {
    if (!run.mayBegin) {
      if (!parked) this.release(record, false);
      return;
    }
    this.keeper.begun(record);
    const answer = parked ? await run.handleParked(parked) : await run.handle(record);
    this.keeper.ended(record);
    return answer;
  }

  private takeRow(parked: ParkedRow, parking: PartitionParking): void {
    const { record } = parked;
    const run = [...this.runs.values()].find(({ held }) => held?.[1] === parking);
    if (run) this.lanes.addUrgent(laneOf(record), { run, record, parked });
  }

  /** A partition whose key has too many parked records takes no more until they are fewer. */
  private setFull({ assignment }: PartitionRun, isFull: boolean): void {
    this.retries?.setFull(assignment, isFull);
    if (isFull) this.hold(assignment);
    else this.fetchOn();
  }

  /** Records handled to their end by this process. */
  get handled(): number {
    return this.keeper.handled;
  }

  /** How it is doing at this moment. */
  figures(): ConsumerFigures {
    return this.keeper.figures();
  }

  /** Records that were still being handled when closing had waited long enough. Others handle them again. */
  get leftInHand(): number {
    return this.left;
  }

  get isPaused(): boolean {
    return this.isHeld;
  }

  /** Begins no further record until `resume`; keeps its partitions and position. What is being handled goes on. */
  pause(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.holdLanes();
    for (const run of this.runs.values()) {
      run.hold(true);
      this.hold(run.assignment);
    }
  }

  resume(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.lanes.resume();
    for (const run of this.runs.values()) run.hold(false);
    this.fetchOn();
  }

  private get commitsFirst(): boolean {
    return this.options.offsets === 'first';
  }

  /** What is committed already is handled nevertheless: nobody else would. */
  private holdLanes(): void {
    if (!this.commitsFirst) this.lanes.pause();
  }

  /** From now on at most so many records are handled at once. */
  setConcurrency(concurrency: number): void {
    this.concurrency = concurrency;
    this.lanes.setConcurrency(concurrency);
  }

  /** The partitions held at the moment. */
  get partitions(): readonly { topic: string; partition: number }[] {
    return [...this.runs.values()]
      .filter((run) => run.open)
      .map(({ assignment: { topic, partition } }) => ({ topic, partition }));
  }

  private assigned(assignment: Assignment): void {
    // A rebalance in the middle of closing: its records are for those who stay.
    if (this.closing) return;
    const name = nameOf(assignment);
    const run = new PartitionRun(assignment, this.host, this.runs.get(name));
    this.runs.set(name, run);
    if (!this.isHeld) return;
    run.hold(true);
    this.hold(assignment);
  }

  private async startAt(place: TopicPartition): Promise<number> {
    const { startAt, logger } = this.options;
    const start = (await startAt?.(place)) ?? 0;
    const run = this.runs.get(nameOf(place));
    run?.watermark.start(start);
    if (run) background('commit of a start', logger, this.commit(run));
    return start;
  }

  /**
   * The lease went to somebody else although the log says that the partition is ours: a taker that
   * came late. Take it again, under a new epoch, from the first record that has not ended.
   */
  private async restart(run: PartitionRun): Promise<void> {
    const { assignment } = run;
    this.lanes.wake();
    await pause(backoffMs({ firstMs: 500, maxMs: 1000 }, 1), assignment.signal);
    const name = nameOf(assignment);
    if (assignment.signal.aborted || this.closing || this.runs.get(name) !== run) return;
    const next = new PartitionRun(assignment, this.host, run);
    next.hold(this.isHeld);
    this.runs.set(name, next);
    const { resume } = run.watermark;
    if (resume !== undefined) this.reader.seek(assignment, resume);
  }

  private async revoked(assignment: Assignment): Promise<void> {
    const run = this.runs.get(nameOf(assignment));
    if (run?.assignment !== assignment) return;
    await run.drain(this.limits.drainTimeoutMs);
    await this.commit(run);
    run.lose();
    this.paused.delete(assignment);
    this.retries?.setFull(assignment, false);
    this.lanes.wake();
  }

  private received(assignment: Assignment, records: readonly LogRecord[]): void {
    const run = this.runs.get(nameOf(assignment));
    if (run?.assignment !== assignment) return;
    for (const record of records) {
      this.keeper.taken(record);
      this.bytes += record.value?.length ?? 0;
      run.take(record);
    }
    if (this.isHeld || this.full(1)) this.hold(assignment);
  }

  /** Fetches no more of a partition for now. */
  private hold(assignment: Assignment): void {
    this.paused.add(assignment);
    this.reader.pause(assignment);
  }

  /** Fetches on where it was held back, if nothing speaks against it any more. */
  private fetchOn(): void {
    if (this.paused.size === 0 || this.isHeld || this.full(0.5)) return;
    for (const assignment of [...this.paused]) {
      if (this.retries?.isFull(assignment)) continue;
      this.paused.delete(assignment);
      this.reader.resume(assignment);
    }
  }

  private full(share: number): boolean {
    const { maxRecordsInHand, maxBytesInHand } = this.limits;
    return this.keeper.inHand > maxRecordsInHand * share || this.bytes > maxBytesInHand * share;
  }

  private release(record: LogRecord, done: boolean): void {
    this.keeper.released(record, done);
    this.bytes -= record.value?.length ?? 0;
    this.fetchOn();
  }

  private async commitAll(): Promise<void> {
    await Promise.all([...this.runs.values()].map((run) => this.commit(run)));
  }

  /** False when the watermark is not committed: somebody else counts now, or the log is away. */
  private async commit(run: PartitionRun): Promise<boolean> {
    const { next } = run.watermark;
    if (next !== undefined && next === this.committed.get(run)) return true;
    if (run.lost || next === undefined) return false;
    try {
      const isCommitted = await this.reader.commit(run.assignment, next);
      if (isCommitted) this.committed.set(run, next);
      return isCommitted;
    } catch (error) {
      // The next tick commits a newer mark; until then a crash means repeats, which the inbox knows.
      this.options.logger.warn({ err: error }, 'the watermark could not be committed');
      return false;
    }
  }

  /** Stops taking, waits for what is in hand (at most the drain timeout), commits, leaves the group. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    const runs = [...this.runs.values()];
    // What is paused stays so, however much of what is in hand ends.
    this.paused.clear();
    this.retries?.close();
    for (const run of runs) this.reader.pause(run.assignment);
    await Promise.all(runs.map((run) => run.drain(this.limits.drainTimeoutMs)));
    this.left = this.keeper.figures().running;
    clearInterval(this.timer);
    await this.commitAll();
    // What has not ended by now had its time: the revocation must not wait for it once more.
    for (const run of runs) run.lose();
    this.lanes.stop();
    await this.reader.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Lanes are per partition: the same key of two topics keeps no order, and a taken-over partition starts anew. */
function laneOf({ topic, partition, key }: LogRecord): string {
  return `${topic}/${partition}/${key ?? ''}`;
}
