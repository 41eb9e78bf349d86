import { background, type Logger } from '@metamorphosis/core';
import type { Answer, LiveAnswer, LiveOperation } from '@metamorphosis/federation';
import type { LoadCounter } from '../limits/load.js';

/**
 * Hands the answers of a subscription on, the next one once the client took the last: what it does
 * not take waits in the subscription's bounded buffer.
 */
export class LiveDelivery {
  private writing: LiveAnswer | undefined;
  private answers: AsyncIterator<LiveAnswer> | undefined;
  private stopped = false;

  constructor(
    private readonly live: LiveOperation,
    private readonly options: { readonly logger: Logger; readonly load: LoadCounter },
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
    const answers = this.answers ?? this.live[Symbol.asyncIterator]();
    const ended = Promise.resolve(answers.return?.());
    background('ending a subscription', this.options.logger, ended);
  }

  /**
   * Resolves when it is over: with the refusal that it ended with (SLOW_CONSUMER, CURSOR_EXPIRED and
   * others), or with nothing when it completed or was stopped. Rejects only if `write` does.
   */
  async run(write: (answer: LiveAnswer) => Promise<void>): Promise<Answer | undefined> {
    if (this.stopped) return undefined;
    const answers = (this.answers = this.live[Symbol.asyncIterator]());
    const { load } = this.options;
    load.subscriptions += 1;
    try {
      for (let step = await answers.next(); !step.done; step = await answers.next()) {
        // It was worked out when the end came, and is not told: the client was given a cursor before it.
        if (this.isStopped()) return undefined;
        if (!step.value.answer.executed) return step.value.answer;
        this.writing = step.value;
        await write(step.value);
        this.writing = undefined;
      }
      return undefined;
    } finally {
      load.subscriptions -= 1;
    }
  }

  private isStopped(): boolean {
    return this.stopped;
  }
}
