import { errors } from '@metamorphosis/contract';
import type { Logger } from '../lifecycle/logger.js';
import { untilReachable } from '../lifecycle/until-reachable.js';
import type { LogRecord } from '../log/event-log.js';
import type { HandledRecords } from '../store/handled-records.js';
import type { Fence } from '../store/store.js';
import type { Singly } from './singly.js';

/**
 * A marked record that took so many processes down is not handled again. The first death of all left no mark. One
 * marked death may be a coincidence: somebody killed the process, or another record did that nobody was careful with.
 */
const MAX_MARKED_DEATHS = 2;

/** What handling with care needs. */
export interface CarefulOptions {
  readonly store: HandledRecords;
  readonly fence: Fence;
  /** Where the log ended when the partition was taken over: nothing beyond it was in the dead owner's hands. */
  readonly until: number;
  readonly singly: Singly;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/**
 * How the records are handled that may have been in the hands of an owner that died: one at a time, each
 * marked in the database before. Whatever kills the process then is known by its mark; a record that was
 * marked when its owner died is condemned.
 */
export class Careful {
  private waiting = 0;
  private until: number;
  private begun = false;

  constructor(private readonly options: CarefulOptions) {
    this.until = options.until;
  }

  /** Nothing from this offset on was in hand: an owner has but so many records at once. */
  limit(offset: number): void {
    if (this.begun) return;
    this.begun = true;
    this.until = Math.min(this.until, offset);
  }

  concerns({ offset }: Pick<LogRecord, 'offset'>): boolean {
    return offset < this.until;
  }

  /** Handles one record alone; `work` is told why, when it must not be handled any more. */
  async run<T>(mark: string, work: (condemned: Error | undefined) => Promise<T>): Promise<T> {
    const { store, fence, singly, signal, logger } = this.options;
    const { suspect } = fence;
    const deaths = suspect?.record === mark ? suspect.deaths : 0;
    const write = (record: string | undefined): Promise<void> =>
      untilReachable(
        'the database',
        () => store.markAttempt(fence, record, deaths),
        logger,
        signal,
      );
    this.waiting += 1;
    try {
      return await singly.run(signal, async () => {
        await write(mark);
        const isPoison = deaths >= MAX_MARKED_DEATHS;
        const done = await work(
          isPoison ? errors.HANDLER_KILLED_PROCESS([mark, deaths]) : undefined,
        );
        // While others wait, the next mark takes this one's place.
        if (this.waiting === 1) await write(undefined);
        return done;
      });
    } finally {
      this.waiting -= 1;
    }
  }
}
