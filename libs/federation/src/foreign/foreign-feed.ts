import { errors } from '@metamorphosis/contract';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';
import type { Delivery, Feed } from '../subscription/subscription-source.js';

/**
 * One subscriber's share of what a subgraph streams. Keeps no more than it may: then it ends with
 * SLOW_CONSUMER. Has no cursor: subgraphs have none.
 */
export class ForeignFeed implements Feed {
  readonly isBoundToDocument = true;
  readonly deliveries: AsyncIterable<Delivery>;
  private queue: SubgraphResponse[] = [];
  private over: { readonly error?: unknown } | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly maxBuffered: number,
    /** Told once, when nothing more is taken. */
    private readonly onClose: () => void,
  ) {
    this.deliveries = this.deliver();
  }

  cursor(): undefined {
    return undefined;
  }

  push(response: SubgraphResponse): void {
    if (this.over) return;
    if (this.queue.length >= this.maxBuffered) {
      this.queue = [];
      this.end({ error: errors.SLOW_CONSUMER([]) });
      return;
    }
    this.queue.push(response);
    this.wake();
  }

  /** Ends it behind what waits. */
  end(how: { readonly error?: unknown }): void {
    if (this.over) return;
    this.over = how;
    this.onClose();
    this.wake();
  }

  /** Ends it at once: nobody waits any more. */
  close(): void {
    this.queue = [];
    this.end({});
  }

  private async *deliver(): AsyncGenerator<Delivery, void, undefined> {
    for (;;) {
      const response = this.queue.shift();
      if (response) yield { response, cursor: undefined };
      else if (this.over) break;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.over.error !== undefined) throw this.over.error;
  }
}
