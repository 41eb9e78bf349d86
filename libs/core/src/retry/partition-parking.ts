import type { Parking } from '../dispatch/delivery.js';
import type { Logger } from '../lifecycle/logger.js';
import { untilReachable } from '../lifecycle/until-reachable.js';
import type { LogRecord } from '../log/event-log.js';
import { laneKeyOf, type ParkedRow, type RetryTable } from '../store/retry-table.js';
import type { Fence } from '../store/store.js';

/** What a partition's parking needs. */
export interface PartitionParkingOptions {
  readonly store: RetryTable;
  readonly fence: Fence;
  /** Rows of one key at which no more are taken. */
  readonly maxRowsPerKey: number;
  readonly signal: AbortSignal;
  /** A row will be due in so many milliseconds. */
  readonly onDueIn: (ms: number) => void;
  readonly logger: Logger;
}

/**
 * Which keys of a partition are blocked by rows of the retry table, as its owner knows it: loaded before
 * the first dispatch, changed only in the key's own lane.
 */
export class PartitionParking implements Parking {
  /** Rows by key. */
  private readonly blocked = new Map<string, number>();
  /** Keys whose first row has its turn, or waits for it in the lane. */
  private readonly inTurn = new Set<string>();
  /** Rows that had their turn since the last look at what is due: an answer from before may name them still. */
  private readonly turned = new Set<string>();
  private readonly putBack = new Set<string>();

  private constructor(private readonly options: PartitionParkingOptions) {}

  /** Learns what is parked. Rejects as the store does. */
  static async load(options: PartitionParkingOptions): Promise<PartitionParking> {
    const parking = new PartitionParking(options);
    const { store, fence, onDueIn } = options;
    for (const { key, rows, dueInMs } of await store.blockedKeys(fence)) {
      parking.blocked.set(key, rows);
      onDueIn(dueInMs);
    }
    return parking;
  }

  /** How many keys wait. */
  get blockedKeys(): number {
    return this.blocked.size;
  }

  /** Whether the record has to wait behind others of its key. */
  blocks(record: LogRecord): boolean {
    return this.blocked.size > 0 && this.blocked.has(laneKeyOf(record));
  }

  /** Whether its key has as many rows as it may have. */
  isFull(record: LogRecord): boolean {
    return (this.blocked.get(laneKeyOf(record)) ?? 0) >= this.options.maxRowsPerKey;
  }

  /** Whether any key has. */
  get hasFullKey(): boolean {
    const { maxRowsPerKey } = this.options;
    return [...this.blocked.values()].some((rows) => rows >= maxRowsPerKey);
  }

  /** Puts a record behind those of its key that wait. */
  async append(record: LogRecord): Promise<void> {
    const recordId =
      record.headers['ce_id'] ?? `${record.topic}/${record.partition}/${record.offset}`;
    await this.add(record, recordId, 0, 0);
  }

  async park({
    record,
    recordId,
    attempts,
    waitMs,
    parked,
  }: Parameters<Parking['park']>[0]): Promise<void> {
    if (!parked) {
      await this.add(record, recordId, attempts, waitMs);
      return;
    }
    const { store, fence } = this.options;
    await this.persist(() => store.postpone(fence, parked.id, attempts, waitMs));
    this.putBack.add(parked.id);
    this.options.onDueIn(waitMs);
  }

  private async add(
    record: LogRecord,
    recordId: string,
    attempts: number,
    waitMs: number,
  ): Promise<void> {
    const { store, fence, onDueIn } = this.options;
    const parked = { consumer: fence.consumer, record, recordId, attempts, replays: 0 };
    await this.persist(() => store.park(fence, parked, waitMs));
    const key = laneKeyOf(record);
    this.blocked.set(key, (this.blocked.get(key) ?? 0) + 1);
    onDueIn(waitMs);
  }

  /** A look at the table begins: forgets which rows had their turn before it. */
  looking(): void {
    this.turned.clear();
  }

  /** Takes a due row up for its lane; false when its key has its turn already, or the row had. */
  take(row: ParkedRow): boolean {
    const key = laneKeyOf(row.record);
    if (this.inTurn.has(key) || this.turned.has(row.id)) return false;
    this.inTurn.add(key);
    // Rows of operators block their key from here on.
    if (!this.blocked.has(key)) this.blocked.set(key, 1);
    return true;
  }

  /** In the row's lane, after its turn: the key is free when no row is left. */
  async ended(row: ParkedRow): Promise<void> {
    const { store, fence, onDueIn } = this.options;
    const key = laneKeyOf(row.record);
    this.turned.add(row.id);
    if (!this.putBack.delete(row.id)) {
      // Gone already with its unit of work; still there after a repeat, or without a unit of work.
      await this.persist(() => store.unpark(fence, row.id));
      const [left] = await this.persist(() => store.blockedKeys(fence, key));
      if (left) {
        this.blocked.set(key, left.rows);
        onDueIn(left.dueInMs);
      } else this.blocked.delete(key);
    }
    this.inTurn.delete(key);
  }

  private persist<T>(write: () => Promise<T>): Promise<T> {
    const { logger, signal } = this.options;
    return untilReachable('the database', write, logger, signal);
  }
}
