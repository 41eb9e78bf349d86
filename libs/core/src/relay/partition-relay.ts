import { errors } from '@metamorphosis/contract';
import type { Board, StreamId } from '../board/board.js';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import type { Assignment, LogRecord } from '../log/event-log.js';
import { streamEntryOf } from './stream-entries.js';

/** Where a partition's stream lies, and what the log holds for it. */
export interface RelayPlace {
  readonly stream: StreamId;
  readonly earliest: number;
  readonly end: number;
}

/** What one partition's relay needs. */
export interface PartitionRelayOptions {
  readonly board: Board;
  readonly assignment: Assignment;
  /** The stream it writes, and the partition's range on the log. */
  readonly describe: () => Promise<RelayPlace | undefined>;
  readonly seek: (offset: number) => void;
  /** Entries written in one step. @default 500 */
  readonly batchSize?: number;
  readonly logger: Logger;
}

/**
 * Copies one partition to its stream. The stream's position is the truth: the relay says which one it
 * expects, and where the board disagrees (another relay, a failover, lost data) it reads the log again
 * from where the board stands.
 */
export class PartitionRelay {
  private queue: LogRecord[] = [];
  private busy = false;
  private expected: number | undefined;
  private stream: StreamId | undefined;
  /** Nobody has compared with the board since something may have happened to it. */
  private unsure = true;

  constructor(private readonly options: PartitionRelayOptions) {}

  take(records: readonly LogRecord[]): void {
    for (const record of records) this.queue.push(record);
    this.work();
  }

  /** Compares with the board, although nothing was read: it may have lost what it had. */
  check(): void {
    this.unsure = true;
    this.work();
  }

  get waiting(): number {
    return this.queue.length;
  }

  private work(): void {
    if (this.busy) return;
    this.busy = true;
    void this.drain().finally(() => {
      this.busy = false;
      const isDone = !this.unsure && this.queue.length === 0;
      if (!isDone && !this.options.assignment.signal.aborted) this.work();
    });
  }

  private async drain(): Promise<void> {
    const { assignment, logger } = this.options;
    for (let failures = 0; !assignment.signal.aborted;) {
      try {
        if (this.unsure || !this.stream) await this.locate();
        else if (this.queue.length === 0) return;
        else await this.step(this.stream);
        failures = 0;
      } catch (error) {
        failures += 1;
        const waitMs = backoffMs({ firstMs: 50, maxMs: 2000 }, failures);
        const { topic, partition } = assignment;
        if (failures > 1) {
          const facts = { err: error, topic, partition, waitMs };
          logger.warn(facts, 'the relay cannot go on yet; trying again');
        }
        await pause(waitMs, assignment.signal);
      }
    }
  }

  /** Finds out where the stream stands, makes it if it is new, and reads the log from there. */
  private async locate(): Promise<void> {
    // First: what happens to the board from now on makes it unsure once more.
    this.unsure = false;
    try {
      const { topic, partition } = this.options.assignment;
      const place = await this.options.describe();
      if (!place) throw errors.TOPIC_UNKNOWN([topic]);
      const { next } = await this.options.board.streamPosition(place.stream);
      if (next !== undefined && next > place.end) {
        throw errors.INTERNAL_ERROR([
          `The stream of ${topic}/${partition} stands at ${next}, beyond the end of the log (${place.end}): the log has lost records that subscribers have seen.`,
        ]);
      }
      await this.moveTo(place, next);
      this.stream = place.stream;
    } catch (error) {
      this.unsure = true;
      throw error;
    }
  }

  private async moveTo(place: RelayPlace, next: number | undefined): Promise<void> {
    const { board, seek } = this.options;
    if (next === undefined) {
      // A stream that is there and empty tells subscribers from where it is complete.
      const from = place.earliest;
      const made = await board.appendToStream(
        place.stream,
        { expected: undefined, from, next: from },
        [],
      );
      this.expected = made.kind === 'appended' ? from : made.next;
    } else this.expected = next;
    this.queue = [];
    seek(this.expected ?? place.earliest);
  }

  private async step(stream: StreamId): Promise<void> {
    const { board, batchSize = 500, logger, assignment } = this.options;
    const batch = this.queue.slice(0, batchSize);
    const last = batch.at(-1) as LogRecord;
    const expected = this.expected as number;
    if (last.offset < expected) {
      // Read before a seek, or repeated by the log: examined already.
      this.queue.splice(0, batch.length);
      return;
    }
    const entries = batch
      .filter(({ offset }) => offset >= expected)
      .map(streamEntryOf)
      .filter((entry) => entry !== undefined);
    const next = last.offset + 1;
    const move = { expected, from: await this.completeFrom(expected), next };
    const answer = await board.appendToStream(stream, move, entries);
    if (answer.kind === 'appended') {
      this.queue.splice(0, batch.length);
      this.expected = next;
      return;
    }
    const { topic, partition } = assignment;
    logger.warn(
      { topic, partition, expected, found: answer.next },
      'the stream stands elsewhere; the relay goes on from there',
    );
    // Earliest may have moved meanwhile: ask again.
    this.unsure = true;
    this.queue = [];
  }

  /**
   * From where on the stream is complete. A first record behind the expected one may mean that the log
   * was trimmed past the stream while no relay ran: readers must be told, or they miss it in silence.
   */
  private async completeFrom(expected: number): Promise<number> {
    const first = this.queue[0]?.offset ?? expected;
    if (first <= expected) return expected;
    const place = await this.options.describe();
    return Math.max(expected, place?.earliest ?? expected);
  }
}
