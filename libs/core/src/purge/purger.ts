import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import { pause } from '../lifecycle/timing.js';
import type { EventLog } from '../log/event-log.js';
import type { HandledBelow, HandledRecords } from '../store/handled-records.js';

/** What a purger is made of. */
export interface PurgerOptions {
  readonly store: Pick<HandledRecords, 'purgeHandled'>;
  readonly log: Pick<EventLog, 'committed' | 'trim'>;
  /** All consumers of the service, also those that run elsewhere. */
  readonly consumers: readonly {
    readonly name: string;
    readonly group: string;
    readonly topics: readonly string[];
    /** Nobody else reads its topics, and they have no time limit: what it has handled is dropped from the log, too. @default false */
    readonly trims?: boolean;
  }[];
  /** One process of a service does it: the one that publishes. */
  readonly isResponsible: () => boolean;
  readonly logger: Logger;
  /** How long inbox and outcomes are kept at least. @default 604800000 (seven days) */
  readonly retentionMs?: number;
  /** So many records below the committed offset are kept, however old: groups can be set back that far. @default 10000 */
  readonly marginRecords?: number;
  /** @default 60000 */
  readonly everyMs?: number;
  /** Rows forgotten in one transaction. @default 500 */
  readonly stepSize?: number;
}

/** Between steps, so that units of work go before. */
const STEP_PAUSE_MS = 20;

/**
 * Forgets what a service's database remembers of records that no consumer reads any more, and drops handled
 * commands from the log: in small steps, below the committed offsets, and never of a record that is parked or a dead letter.
 */
export class Purger implements Lifecycle {
  private readonly stop = new AbortController();
  private readonly running: Promise<void>;

  constructor(private readonly options: PurgerOptions) {
    this.running = this.run();
  }

  private async run(): Promise<void> {
    const { everyMs = 60_000, isResponsible, logger } = this.options;
    const { signal } = this.stop;
    for (;;) {
      await pause(everyMs, signal);
      if (signal.aborted) return;
      if (!isResponsible()) continue;
      await this.purge().catch((error: unknown) =>
        logger.warn(
          { err: error },
          'what was handled long ago could not be forgotten; trying again',
        ),
      );
    }
  }

  /** One round. Answers how many rows were forgotten. */
  async purge(): Promise<number> {
    const { store, logger, retentionMs = 604_800_000, stepSize = 500 } = this.options;
    const { signal } = this.stop;
    const below = await this.positions();
    let count = 0;
    while (!signal.aborted) {
      const forgotten = await store.purgeHandled(below, retentionMs, stepSize);
      count += forgotten;
      if (forgotten < stepSize) break;
      await pause(STEP_PAUSE_MS, signal);
    }
    if (count > 0) logger.debug({ count }, 'what was handled long ago is forgotten');
    return count;
  }

  /** Below where nothing is read again; drops what lies there from the log on the way. */
  private async positions(): Promise<readonly HandledBelow[]> {
    const { log, consumers, marginRecords = 10_000 } = this.options;
    const below: HandledBelow[] = [];
    for (const { name, group, topics, trims } of consumers) {
      for (const topic of topics) {
        for (const [partition, committed] of await log.committed(group, topic)) {
          const offset = committed - marginRecords;
          if (offset <= 0) continue;
          below.push({ consumer: name, topic, partition, offset });
          if (trims) await log.trim({ topic, partition }, offset);
        }
      }
    }
    return below;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
