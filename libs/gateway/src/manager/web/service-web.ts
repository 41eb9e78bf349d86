import type { Board, EventLog, Lifecycle, Logger } from '@metamorphosis/core';
import { Lag } from './lag.js';
import { NodeWatch } from './node-watch.js';
import { Views } from './views.js';

/** What the live map is read from. */
export interface ServiceWebOptions {
  readonly board: Pick<Board, 'list' | 'onReconnect'>;
  readonly log: Pick<EventLog, 'ranges' | 'committed'>;
  readonly logger: Logger;
}

/** The live map of nodes, services, consumers and workers. */
export class ServiceWeb implements Lifecycle {
  readonly watch: NodeWatch;
  private readonly lag: Lag;

  constructor({ board, log, logger }: ServiceWebOptions) {
    this.watch = new NodeWatch({ board, logger });
    this.lag = new Lag(log);
  }

  /** As it is now. Rejects with UNAVAILABLE while the board is away. */
  async now(): Promise<Views> {
    return new Views(await this.watch.refresh(), this.lag, Date.now());
  }

  close(): Promise<void> {
    return this.watch.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
