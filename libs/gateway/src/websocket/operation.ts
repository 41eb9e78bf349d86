import type { Answer, LiveAnswer } from '@metamorphosis/federation';
import type { LiveDelivery, Sink } from '../streams/live-delivery.js';

/** What operations run on. */
export interface OperationHost {
  /** Sends an answer of a subscription; undefined when the system took it at once. */
  tellNext(operation: Operation, answer: Answer): Promise<void> | undefined;
  /** A subscription is over. */
  subscriptionOver(operation: Operation, refused: Answer | undefined): void;
}

/** An operation under way on a socket. */
export class Operation implements Sink {
  /** Ends it without telling the client, while it has no delivery. */
  ending: AbortController | undefined = new AbortController();
  delivery: LiveDelivery | undefined;
  /** What is to be done when a subscription is over; once. */
  done: ((refused: Pick<Answer, 'errors'> | undefined) => void) | undefined;

  constructor(
    readonly id: string,
    private readonly host: OperationHost,
  ) {}

  write({ answer }: LiveAnswer): Promise<void> | undefined {
    return this.host.tellNext(this, answer);
  }

  over(refused: Answer | undefined): void {
    this.host.subscriptionOver(this, refused);
  }
}
