import type { DomainRecord } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import type { JsonValue } from '../service/progress.js';
import { updateOf } from './command-outcome.js';
import type { Notifier } from './notifier.js';

/** A command that runs longer than this is shown as STARTED; telling it for each would cost a write per command. */
const STARTED_AFTER_MS = 100;
/** Progress is told at most once in this time, the newest value last. */
const PROGRESS_INTERVAL_MS = 100;
/** A larger value is not told: each costs a write and a message for every follower. */
const MAX_PROGRESS_CHARS = 16 * 1024;

/**
 * Tells where one command stands between its start and its outcome. STARTED during the first try,
 * RETRYING from the first failure on (states never go back), each with the progress of the try
 * that runs. Nothing is told any more once it is closed.
 */
export class ProgressTelling {
  private value: JsonValue | undefined;
  private toldAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(
    private readonly record: DomainRecord,
    private readonly notifier: Pick<Notifier, 'progress'>,
    private readonly logger: Logger,
    /** The try that is about to begin. */
    private attempt = 1,
  ) {
    this.timer = setTimeout(() => this.tell(), STARTED_AFTER_MS);
  }

  /** The try `attempt` has come this far. What an earlier try still tells is passed over. */
  progress(attempt: number, value: JsonValue): void {
    if (this.closed || attempt !== this.attempt) return;
    this.value = value;
    const waitMs = this.toldAt + PROGRESS_INTERVAL_MS - performance.now();
    if (waitMs <= 0) this.tell();
    else this.timer ??= setTimeout(() => this.tell(), waitMs);
  }

  /** The try `attempt` failed, and another follows: its progress begins anew. */
  retrying(attempt: number): void {
    if (this.closed) return;
    this.value = undefined;
    this.tell({ state: 'RETRYING', attempts: attempt });
    this.attempt = attempt + 1;
    // The first progress of the next try need not wait for the interval.
    this.toldAt = Number.NEGATIVE_INFINITY;
  }

  private tell(
    facts = {
      state: this.attempt === 1 ? ('STARTED' as const) : ('RETRYING' as const),
      attempts: this.attempt,
    },
  ): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.toldAt = performance.now();
    const { value } = this;
    const shown = value !== undefined && this.isTellable(value);
    this.notifier.progress(updateOf(this.record, { ...facts, ...(shown && { progress: value }) }));
  }

  private isTellable(value: JsonValue): boolean {
    let chars: number | undefined;
    try {
      chars = JSON.stringify(value)?.length;
    } catch {
      // Refers to itself, or holds a bigint: types refuse it, plain JavaScript does not.
    }
    if (chars !== undefined && chars <= MAX_PROGRESS_CHARS) return true;
    this.logger.warn(
      { commandId: this.record.id, chars },
      `progress of ${this.record.type} is not told: it is no JSON of at most ${MAX_PROGRESS_CHARS} characters`,
    );
    return false;
  }

  /** The command has ended, or its work is void. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }
}
