import { backoffMs, pause } from '../lifecycle/timing.js';
import type { LogRecord } from '../log/event-log.js';

/** What taking records under committed offsets needs. */
export interface OffsetFirstHost {
  /** Commits past these records; false, or a rejection, when the log did not take it. */
  readonly commit: (records: readonly LogRecord[]) => Promise<boolean>;
  /** Lets a record be handled. */
  readonly begin: (record: LogRecord) => void;
  /** A record is left to somebody else: the work became void before it was committed. */
  readonly giveBack: (record: LogRecord) => void;
  /** How many may be begun and not ended. */
  readonly room: () => number;
  /** Aborted once the work will not count any more. */
  readonly signal: AbortSignal;
}

/**
 * At-most-once: records of one partition whose offset is committed before they are handled. Only so
 * many are committed as can be begun, so that a crash loses no more than that.
 */
export class OffsetFirst {
  private waiting: LogRecord[] = [];
  private begun = 0;
  private committing: Promise<void> | undefined;
  private held = false;
  private idle = Promise.withResolvers<void>();

  constructor(private readonly host: OffsetFirstHost) {
    this.idle.resolve();
  }

  take(record: LogRecord): void {
    this.waiting.push(record);
    this.pump();
  }

  /** A record that was begun has ended. */
  ended(): void {
    this.begun -= 1;
    if (this.begun === 0 && !this.committing) this.idle.resolve();
    this.pump();
  }

  /** Commits and begins nothing further until `resume`; what was committed goes on. */
  hold(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    this.pump();
  }

  /** The work is void: gives back what is not committed. */
  stop(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const record of waiting) this.host.giveBack(record);
  }

  /** Resolves once all that was committed has ended. */
  settled(): Promise<void> {
    return this.idle.promise;
  }

  private pump(): void {
    if (this.committing || this.held || this.waiting.length === 0) return;
    const room = this.host.room() - this.begun;
    if (room <= 0) return;
    if (this.begun === 0) this.idle = Promise.withResolvers();
    this.committing = this.commit(this.waiting.splice(0, room)).finally(() => {
      this.committing = undefined;
      if (this.begun === 0) this.idle.resolve();
      this.pump();
    });
  }

  private async commit(records: readonly LogRecord[]): Promise<void> {
    const { signal } = this.host;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const isCommitted = await this.host.commit(records).catch(() => false);
      if (isCommitted) {
        for (const record of records) {
          this.begun += 1;
          this.host.begin(record);
        }
        return;
      }
      await pause(backoffMs({ firstMs: 50, maxMs: 1000 }, attempt), signal);
    }
    for (const record of records) this.host.giveBack(record);
  }
}
