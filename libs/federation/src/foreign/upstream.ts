import { errors } from '@metamorphosis/contract';
import type { Logger } from '@metamorphosis/core';
import { readErrors, readSubgraphResponse } from '../subgraph/subgraph-response.js';
import { ForeignFeed } from './foreign-feed.js';
import type { UpstreamConnection, UpstreamOperation } from './upstream-connection.js';
import { UpstreamRefusal } from './upstream-refusal.js';

/** What an upstream is made of. */
export interface UpstreamOptions {
  readonly subgraph: string;
  readonly connection: UpstreamConnection;
  readonly operation: UpstreamOperation;
  readonly maxBufferedEvents: number;
  readonly logger: Logger;
  /** Told once, when it is over: nobody joins it any more. */
  readonly onEnd: () => void;
}

/** A subscription of a subgraph, for all who want the same of it. Ends with the last of them. */
export class Upstream {
  private readonly feeds = new Set<ForeignFeed>();
  private readonly opening = Promise.withResolvers<void>();
  private readonly leave: () => void;
  private over = false;

  constructor(private readonly options: UpstreamOptions) {
    // Those who wait hear of it; who does not wait need not.
    this.opening.promise.catch(() => undefined);
    this.leave = options.connection.subscribe(options.operation, {
      connected: () => this.opening.resolve(),
      next: (payload) => this.next(payload),
      error: (error) => this.end({ error: this.explain(error) }),
      complete: () => this.end({}),
    });
  }

  /** Adds a subscriber. Resolves when the subgraph was reached; rejects when it was not, or refused. */
  async join(signal: AbortSignal | undefined): Promise<ForeignFeed> {
    const feed = new ForeignFeed(this.options.maxBufferedEvents, () => this.left(feed));
    this.feeds.add(feed);
    const close = (): void => feed.close();
    signal?.addEventListener('abort', close, { once: true });
    try {
      if (signal?.aborted === true) close();
      else await this.opening.promise;
    } finally {
      signal?.removeEventListener('abort', close);
    }
    return feed;
  }

  /** Ends it for all. */
  end(how: { readonly error?: unknown }): void {
    if (this.over) return;
    this.over = true;
    this.leave();
    if (how.error === undefined) this.opening.resolve();
    else this.opening.reject(how.error);
    for (const feed of [...this.feeds]) feed.end(how);
    this.options.onEnd();
  }

  private next(payload: unknown): void {
    const { subgraph } = this.options;
    this.opening.resolve();
    const response = readSubgraphResponse(payload);
    if (!response) {
      const why = 'an event without data and errors';
      this.end({ error: errors.SUBGRAPH_INVALID_RESPONSE([subgraph, why]) });
      return;
    }
    for (const feed of [...this.feeds]) feed.push(response);
  }

  private left(feed: ForeignFeed): void {
    this.feeds.delete(feed);
    if (this.feeds.size > 0 || this.over) return;
    // Nobody hears how it ended; what waits for it to open has left.
    this.end({});
  }

  private explain(error: unknown): Error {
    const { subgraph, logger } = this.options;
    if (Array.isArray(error)) {
      return new UpstreamRefusal(subgraph, readErrors(error));
    }
    const { code, reason } = (error ?? {}) as { code?: unknown; reason?: unknown };
    logger.warn({ subgraph, code, reason }, 'A subscription to a subgraph failed');
    return errors.SUBGRAPH_UNAVAILABLE([subgraph], { cause: error });
  }
}
