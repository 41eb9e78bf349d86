import { errors } from '@metamorphosis/contract';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';
import { Outlet } from '../subscription/outlet.js';
import type { Delivery, Feed } from '../subscription/subscription-source.js';

/**
 * One subscriber's share of what a subgraph streams. Keeps no more than it may: then it ends with
 * SLOW_CONSUMER. Has no cursor: subgraphs have none.
 */
export class ForeignFeed extends Outlet<SubgraphResponse, Delivery> implements Feed {
  readonly isBoundToDocument = true;
  private over = false;

  constructor(
    private readonly maxBuffered: number,
    /** Told once, when nothing more is taken. */
    private readonly onClose: () => void,
  ) {
    super();
  }

  cursor(): undefined {
    return undefined;
  }

  push(response: SubgraphResponse): void {
    if (this.over) return;
    if (this.backlog.length >= this.maxBuffered) {
      this.drop();
      this.end({ error: errors.SLOW_CONSUMER([]) });
      return;
    }
    this.offer(response);
  }

  /** Ends it behind what waits. */
  end(how: { readonly error?: unknown }): void {
    if (this.over) return;
    this.over = true;
    this.onClose();
    this.finish(how.error);
  }

  /** Ends it at once: nobody waits any more. */
  close(): void {
    this.drop();
    this.end({});
  }

  protected valueOf(response: SubgraphResponse): Delivery {
    return { response, cursor: undefined };
  }

  protected taken(): void {
    // There is no position to keep.
  }
}
