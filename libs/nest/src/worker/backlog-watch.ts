import type { StoreBacklog } from '@metamorphosis/contract';
import type { Logger, Publisher, Store } from '@metamorphosis/core';

/** What looking at a store's backlog needs. */
export interface BacklogWatchOptions {
  readonly store: Pick<Store<never>, 'countParked'>;
  readonly publisher: Pick<Publisher, 'backlog'>;
  /** The consumers of the service. */
  readonly consumers: readonly string[];
  readonly logger: Logger;
  /** @default 1000 */
  readonly pollMs?: number;
}

/** At most this part of the time a look may be under way: counting a long queue takes the database some time. */
const BUSY_SHARE = 0.1;

/**
 * Looks now and then at what waits in the service's store, while this process publishes for it: of
 * all workers of a service one looks.
 */
export class BacklogWatch {
  private timer: NodeJS.Timeout | undefined;
  private latest: StoreBacklog | undefined;
  private looking: Promise<void>;
  private closed = false;

  constructor(private readonly options: BacklogWatchOptions) {
    this.looking = this.look();
  }

  /** What waited at the last look; undefined when another process publishes, or the database does not answer. */
  get backlog(): StoreBacklog | undefined {
    return this.latest;
  }

  private async look(): Promise<void> {
    const { pollMs = 1000, logger } = this.options;
    const begun = performance.now();
    try {
      this.latest = await this.read();
    } catch (error) {
      this.latest = undefined;
      logger.debug({ err: error }, 'what waits in the store could not be counted');
    }
    if (this.closed) return;
    const restMs = Math.max(pollMs, (performance.now() - begun) / BUSY_SHARE);
    this.timer = setTimeout(() => {
      this.looking = this.look();
    }, restMs);
    this.timer.unref();
  }

  private async read(): Promise<StoreBacklog | undefined> {
    const { store, publisher, consumers } = this.options;
    const outbox = await publisher.backlog();
    if (!outbox) return undefined;
    const { rows, oldestAt } = outbox;
    const parked = Object.fromEntries(await this.parked(store, consumers));
    return {
      unpublished: rows,
      ...(oldestAt !== undefined && { oldestUnpublishedAt: oldestAt }),
      parked,
    };
  }

  /** Mostly nothing is parked, and one question tells. */
  private async parked(
    store: BacklogWatchOptions['store'],
    consumers: readonly string[],
  ): Promise<readonly (readonly [string, number])[]> {
    const all = await store.countParked();
    if (all === 0) return consumers.map((consumer) => [consumer, 0]);
    return Promise.all(
      consumers.map(async (consumer) => [consumer, await store.countParked(consumer)] as const),
    );
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }
}
