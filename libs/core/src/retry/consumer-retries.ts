import { errors } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import type { Assignment, EventLog, LogRecord, TopicPartition } from '../log/event-log.js';
import type { HandledRecords } from '../store/handled-records.js';
import type { ParkedRow, RetryTable } from '../store/retry-table.js';
import type { Fence, LeaseKey } from '../store/store.js';
import { Careful } from './careful.js';
import { DueRows } from './due-rows.js';
import { PartitionParking } from './partition-parking.js';
import { Singly } from './singly.js';

/** How a consumer's records wait for further tries, and are handled after a death. */
export interface RetryOptions {
  readonly store: RetryTable & HandledRecords;
  /** Rows of one key at which its partition pauses, until there are fewer. @default 1000 */
  readonly maxRowsPerKey?: number;
  /** How often to look for records that operators had replayed. @default 1000 */
  readonly pollMs?: number;
  /** Whether a record is one of the consumer's at all; others do not wait behind those of their key. @default all are */
  readonly concerns?: (record: LogRecord) => boolean;
  /** Shared by all consumers of a process. @default one of its own */
  readonly singly?: Singly;
  /** Called with the partitions that stand still because a key of theirs has too many rows, whenever they change. */
  readonly onFull?: (partitions: readonly TopicPartition[]) => void;
}

/** The retry side of one assignment. */
export interface RunRetries {
  readonly parking: PartitionParking;
  /** Present after the death of an owner. */
  readonly careful: Careful | undefined;
}

/** What the retry side needs of its consumer. */
export interface RetryHost {
  readonly log: EventLog;
  readonly maxRecordsInHand: number;
  /** The leases under which records are handled at the moment. */
  readonly held: () => readonly (readonly [Fence, PartitionParking])[];
  /** Queues a due row in its lane, before everything else there. */
  readonly takeRow: (row: ParkedRow, parking: PartitionParking) => void;
  readonly logger: Logger;
}

/** The retry table, as one consumer of a process uses it. */
export class ConsumerRetries {
  private readonly due: DueRows;
  private readonly singly: Singly;
  private readonly full = new Set<Assignment>();

  constructor(
    private readonly options: RetryOptions,
    private readonly host: RetryHost,
  ) {
    this.singly = options.singly ?? new Singly();
    this.due = new DueRows({
      store: options.store,
      pollMs: options.pollMs ?? 1000,
      held: () => this.beginLook(),
      take: (rows) => this.take(rows),
      logger: host.logger,
    });
  }

  /** Prepares an assignment, before its first dispatch. Rejects as store and log do. */
  async open(assignment: Assignment, fence: Fence, signal: AbortSignal): Promise<RunRetries> {
    const { store, maxRowsPerKey = 1000 } = this.options;
    const { logger } = this.host;
    const onDueIn = (ms: number): void => this.due.within(ms);
    const own = { store, fence, signal, logger };
    const parking = await PartitionParking.load({ ...own, maxRowsPerKey, onDueIn });
    if (!fence.unclean) return { parking, careful: undefined };
    const { topic, partition } = assignment;
    const ranges = await this.host.log.ranges(topic);
    const until = ranges.find((range) => range.partition === partition)?.end;
    if (until === undefined) throw errors.TOPIC_UNKNOWN([topic]);
    logger.info(
      { consumer: fence.consumer, topic, partition, until },
      `the owner of ${topic}/${partition} before left with records in hand: they are handled one at a time`,
    );
    return { parking, careful: new Careful({ ...own, until, singly: this.singly }) };
  }

  concerns(record: LogRecord): boolean {
    return this.options.concerns?.(record) ?? true;
  }

  /** An offset that was certainly not in the hands of who had `first` in hand. */
  beyondHand(first: LogRecord): number {
    return first.offset + this.host.maxRecordsInHand;
  }

  /** Nothing is in hand under the lease any more. Never rejects: the next owner is careful then. */
  async release(fence: Fence): Promise<void> {
    await this.options.store.releaseLease(fence).catch((error: unknown) => {
      this.host.logger.debug({ err: error }, 'a lease could not be given back');
    });
  }

  /** Whether a partition stands still, because a key of it has as many rows as it may have. */
  setFull(assignment: Assignment, isFull: boolean): void {
    if (this.full.has(assignment) === isFull) return;
    const { topic, partition } = assignment;
    if (isFull) {
      this.full.add(assignment);
      this.host.logger.warn(
        { topic, partition },
        `${topic}/${partition} pauses: a key has ${this.options.maxRowsPerKey ?? 1000} records in the retry table`,
      );
    } else this.full.delete(assignment);
    this.options.onFull?.(
      [...this.full].map(({ topic: of, partition: at }) => ({ topic: of, partition: at })),
    );
  }

  isFull(assignment: Assignment): boolean {
    return this.full.has(assignment);
  }

  private beginLook(): readonly LeaseKey[] {
    return this.host.held().map(([fence, parking]) => {
      parking.looking();
      return fence;
    });
  }

  private take(rows: readonly ParkedRow[]): void {
    const held = new Map(this.host.held().map(([fence, parking]) => [placeOf(fence), parking]));
    for (const row of rows) {
      const parking = held.get(placeOf(row.record));
      if (parking?.take(row)) this.host.takeRow(row, parking);
    }
  }

  close(): void {
    this.due.close();
  }
}

function placeOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
