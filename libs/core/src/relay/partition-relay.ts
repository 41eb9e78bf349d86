import type { Board, StreamId } from '../board/board.js';
import type { Logger } from '../lifecycle/logger.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import type { Assignment, LogRecord } from '../log/event-log.js';
import { streamEntryOf } from './stream-entries.js';

/** What one partition's relay needs. */
export interface PartitionRelayOptions {
  readonly board: Board;
  readonly assignment: Assignment;
  /** The stream it writes, and the partition's earliest offset on the log. */
  readonly describe: () => Promise<{ stream: StreamId; earliest: number } | undefined>;
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
  private place: { stream: StreamId; earliest: number } | undefined;

  constructor(private readonly options: PartitionRelayOptions) {}

  take(records: readonly LogRecord[]): void {
    for (const record of records) this.queue.push(record);
    this.work();
  }

  /** Compares with the board, although nothing was read: it may have lost what it had. */
  check(): void {
    this.place = undefined;
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
      if (this.queue.length > 0 && !this.options.assignment.signal.aborted) this.work();
    });
  }

  private async drain(): Promise<void> {
    const { assignment, logger } = this.options;
    for (let failures = 0; !assignment.signal.aborted;) {
      try {
        if (!this.place) await this.locate();
        if (!this.place || this.queue.length === 0) return;
        await this.step(this.place.stream);
        failures = 0;
      } catch (error) {
        failures += 1;
        const waitMs = backoffMs({ firstMs: 50, maxMs: 2000 }, failures);
        const { topic, partition } = assignment;
        if (failures > 1)
          logger.warn({ err: error, topic, partition, waitMs }, 'the relay waits for the board');
        await pause(waitMs, assignment.signal);
      }
    }
  }

  /** Finds out where the stream stands, makes it if it is new, and reads the log from there. */
  private async locate(): Promise<void> {
    const place = await this.options.describe();
    if (!place) throw new Error(`topic ${this.options.assignment.topic} does not exist`);
    const { next } = await this.options.board.streamPosition(place.stream);
    await this.moveTo(place, next);
    this.place = place;
  }

  private async moveTo(
    place: { stream: StreamId; earliest: number },
    next: number | undefined,
  ): Promise<void> {
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
    this.place = undefined;
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
