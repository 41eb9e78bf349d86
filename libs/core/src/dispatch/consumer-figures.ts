import type { LogRecord } from '../log/event-log.js';
import { LatencyWindow } from './latency-window.js';

/** What a consumer tells of itself. Counts are since it was made. */
export interface ConsumerFigures {
  /** Records handled to their end. */
  readonly handled: number;
  /** Tries that failed and were followed by another one. */
  readonly retries: number;
  /** Records that were parked as dead letters. */
  readonly deadLetters: number;
  /** Records fetched and not yet ended. */
  readonly inHand: number;
  /** Of these, how many are being handled. */
  readonly running: number;
  /** Records a second over the last ten seconds. */
  readonly rate: number;
  /** From the log's time of a record to its end, over the last ten seconds; absent without records. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** The log's time of the oldest record in hand, milliseconds since the epoch. */
  readonly oldestInHandAt?: number;
  /** The record that is being handled longest, and since when (milliseconds since the epoch). */
  readonly longest?: { readonly record: LogRecord; readonly since: number };
}

/** What deliveries count for the figures of their consumer. */
export interface DeliveryTally {
  retries: number;
  deadLetters: number;
}

/** Keeps the figures of one consumer: a few map operations for each record, the rest when asked for. */
export class FigureKeeper {
  private readonly held = new Set<LogRecord>();
  /** In the order in which they began. */
  private readonly running = new Map<LogRecord, number>();
  private readonly window = new LatencyWindow();
  private handledCount = 0;

  constructor(private readonly tally: DeliveryTally | undefined) {}

  get inHand(): number {
    return this.held.size;
  }

  get handled(): number {
    return this.handledCount;
  }

  taken(record: LogRecord): void {
    this.held.add(record);
  }

  begun(record: LogRecord): void {
    this.running.set(record, Date.now());
  }

  /** Nothing of it runs any more. */
  ended(record: LogRecord): void {
    this.running.delete(record);
  }

  /** It is out of hand: handled to its end, or left to somebody else. */
  released(record: LogRecord, done: boolean): void {
    this.held.delete(record);
    if (!done) return;
    this.handledCount += 1;
    const now = Date.now();
    this.window.add(now - record.timestamp, now);
  }

  figures(): ConsumerFigures {
    let oldest: number | undefined;
    for (const { timestamp } of this.held) oldest = Math.min(oldest ?? timestamp, timestamp);
    const [longest] = this.running;
    const p50Ms = this.window.quantile(0.5);
    const p99Ms = this.window.quantile(0.99);
    return {
      handled: this.handledCount,
      retries: this.tally?.retries ?? 0,
      deadLetters: this.tally?.deadLetters ?? 0,
      inHand: this.held.size,
      running: this.running.size,
      rate: this.window.rate(),
      ...(p50Ms !== undefined && { p50Ms }),
      ...(p99Ms !== undefined && { p99Ms }),
      ...(oldest !== undefined && { oldestInHandAt: oldest }),
      ...(longest && { longest: { record: longest[0], since: longest[1] } }),
    };
  }
}
