import {
  background,
  pause,
  type Board,
  type EventLog,
  type Lifecycle,
  type Logger,
} from '@metamorphosis/core';
import { Lag } from './lag.js';
import { NodeWatch } from './node-watch.js';
import { Views } from './views.js';

/** What the live map is read from. */
export interface ServiceWebOptions {
  readonly board: Pick<Board, 'list' | 'onReconnect'>;
  readonly log: Pick<EventLog, 'ranges' | 'committed'>;
  readonly logger: Logger;
}

/** How often the log is asked where topics end, so that it is known how old a lag is. */
const LOOK_EVERY_MS = 2000;

/** The live map of nodes, services, consumers and workers. */
export class ServiceWeb implements Lifecycle {
  readonly watch: NodeWatch;
  private readonly lag: Lag;
  private readonly stopping = new AbortController();

  constructor({ board, log, logger }: ServiceWebOptions) {
    this.watch = new NodeWatch({ board, logger });
    this.lag = new Lag(log);
    background('looking where topics end', logger, this.lookAtLog());
  }

  /** As it is now. Rejects with UNAVAILABLE while the board is away. */
  async now(): Promise<Views> {
    return new Views(await this.watch.refresh(), this.lag, Date.now());
  }

  close(): Promise<void> {
    this.stopping.abort();
    return this.watch.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async lookAtLog(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await pause(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      const consumers = this.watch.known.flatMap(({ facts }) => facts.consumers);
      await this.lag.look([...new Set(consumers.flatMap(({ topics }) => topics))]);
    }
  }
}
