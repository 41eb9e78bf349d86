import type { Logger } from '../lifecycle/logger.js';
import type { ParkedRow, RetryTable } from '../store/retry-table.js';
import type { LeaseKey } from '../store/store.js';

/** What looking for due rows needs. */
export interface DueRowsOptions {
  readonly store: RetryTable;
  /** The longest time between two looks: rows that operators add are found by them. */
  readonly pollMs: number;
  /** The partitions that are held; called when a look begins. */
  readonly held: () => readonly LeaseKey[];
  /** Takes rows that are due. */
  readonly take: (rows: readonly ParkedRow[]) => void;
  readonly logger: Logger;
}

const PAGE = 200;
/** Looks do not follow each other more closely than this. */
const MIN_WAIT_MS = 5;

/** Looks for rows of one consumer that are due: when one is expected to be, and now and then. */
export class DueRows {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nextAt = Number.POSITIVE_INFINITY;
  private looking = false;
  private closed = false;

  constructor(private readonly options: DueRowsOptions) {
    this.within(options.pollMs);
  }

  /** Looks in so many milliseconds, if not before. */
  within(ms: number): void {
    if (this.closed) return;
    const at = performance.now() + Math.max(MIN_WAIT_MS, Math.min(ms, this.options.pollMs));
    if (at >= this.nextAt) return;
    this.nextAt = at;
    if (this.looking) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), at - performance.now());
  }

  /** Never rejects. */
  private async look(): Promise<void> {
    const { store, pollMs, held, take, logger } = this.options;
    this.looking = true;
    this.nextAt = performance.now() + pollMs;
    try {
      const partitions = held();
      if (partitions.length > 0) {
        const rows = await store.dueRows(partitions, PAGE);
        if (!this.closed) take(rows);
        // Those behind them come when these have had their turn.
        if (rows.length === PAGE) this.within(100);
      }
    } catch (error) {
      logger.debug({ err: error }, 'the retry table could not be read; trying again');
    } finally {
      this.looking = false;
      if (!this.closed) {
        const waitMs = Math.max(MIN_WAIT_MS, this.nextAt - performance.now());
        this.timer = setTimeout(() => void this.look(), waitMs);
      }
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
