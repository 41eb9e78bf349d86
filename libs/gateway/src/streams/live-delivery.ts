import type { Answer, LiveAnswer, LiveOperation, Taker } from '@metamorphosis/federation';
import type { LoadCounter } from '../limits/load.js';

/** Where the answers of a subscription go. */
export interface Sink {
  /**
   * Undefined when the system took it at once; else nothing more is written until the promise has
   * resolved. Neither throws nor rejects.
   */
  write(answer: LiveAnswer): Promise<void> | undefined;
  /**
   * Told once, when it is over: with the refusal that it ended with (SLOW_CONSUMER, CURSOR_EXPIRED and
   * others), or with nothing when it completed or was stopped.
   */
  over(refused: Answer | undefined): void;
}

/**
 * Hands the answers of a subscription on, the next one once the client took the last: what it does
 * not take waits in the subscription's bounded buffer.
 */
export class LiveDelivery implements Taker<LiveAnswer, Answer | undefined> {
  private writing: LiveAnswer | undefined;
  private sink: Sink | undefined;
  private stopped = false;

  constructor(
    private readonly live: LiveOperation,
    private readonly load: LoadCounter,
  ) {}

  /** Where a client stands that has read everything written so far. Means nothing once it was stopped. */
  cursor(): string | undefined {
    // Whatever is written from now on stands behind the answer that is being written.
    return this.writing?.cursor ?? this.live.cursor();
  }

  /** Ends it: nobody waits any more. What was not written yet is not. */
  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.live.stop();
  }

  /** Begins; once. */
  start(sink: Sink): void {
    if (this.stopped) return sink.over(undefined);
    this.sink = sink;
    this.load.subscriptions += 1;
    this.live.deliverTo(this);
  }

  /** Begins, and resolves when it is over, with what the sink would be told. Rejects only if `write` does. */
  run(write: (answer: LiveAnswer) => Promise<void>): Promise<Answer | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer | undefined>();
    this.start({
      write: async (answer) => {
        try {
          await write(answer);
        } catch (error) {
          reject(error);
          this.stop();
        }
      },
      over: resolve,
    });
    return promise;
  }

  take(answer: LiveAnswer): Promise<void> | undefined {
    // It was worked out when the end came, and is not told: the client was given a cursor before it.
    if (this.stopped) return undefined;
    const writing = this.sink?.write(answer);
    if (!writing) return undefined;
    this.writing = answer;
    return writing.then(() => {
      this.writing = undefined;
    });
  }

  end(refused: Answer | undefined): void {
    this.load.subscriptions -= 1;
    this.sink?.over(this.stopped ? undefined : refused);
  }
}
