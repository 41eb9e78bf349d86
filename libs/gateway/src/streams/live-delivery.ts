import { background, type Logger } from '@metamorphosis/core';
import type { Answer, LiveAnswer, LiveOperation } from '@metamorphosis/federation';
import type { LoadCounter } from '../limits/load.js';

/**
 * Hands the answers of a subscription on, the next one once the client took the last: what it does
 * not take waits in the subscription's bounded buffer.
 */
export class LiveDelivery {
  private writing: LiveAnswer | undefined;

  constructor(
    private readonly live: LiveOperation,
    private readonly signal: AbortSignal,
    private readonly options: { readonly logger: Logger; readonly load: LoadCounter },
  ) {}

  /** Where a client stands that has read everything written so far. Means nothing once the signal was given. */
  cursor(): string | undefined {
    // Whatever is written from now on stands behind the answer that is being written.
    return this.writing?.cursor ?? this.live.cursor();
  }

  /**
   * Resolves when it is over: with the refusal that it ended with (SLOW_CONSUMER, CURSOR_EXPIRED and
   * others), or with nothing when it completed or the signal ended it. Rejects only if `write` does.
   */
  async run(write: (answer: LiveAnswer) => Promise<void>): Promise<Answer | undefined> {
    const { logger, load } = this.options;
    const answers: AsyncIterator<LiveAnswer> = this.live[Symbol.asyncIterator]();
    const stop = (): void => {
      background('ending a subscription', logger, Promise.resolve(answers.return?.()));
    };
    if (this.signal.aborted) {
      stop();
      return undefined;
    }
    this.signal.addEventListener('abort', stop, { once: true });
    load.subscriptions += 1;
    try {
      for (let step = await answers.next(); !step.done; step = await answers.next()) {
        // It was worked out when the end came, and is not told: the client was given a cursor before it.
        if (this.signal.aborted) return undefined;
        if (!step.value.answer.executed) return step.value.answer;
        this.writing = step.value;
        await write(step.value);
        this.writing = undefined;
      }
      return undefined;
    } finally {
      load.subscriptions -= 1;
      this.signal.removeEventListener('abort', stop);
    }
  }
}
