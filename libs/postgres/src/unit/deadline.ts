import { errors, type MetamorphosisError } from '@metamorphosis/contract';

/** The time that a unit of work has, from its first statement on, over all its runs. */
export class Deadline {
  readonly #ms: number;
  readonly #over = Promise.withResolvers<never>();
  #timer: NodeJS.Timeout | undefined;
  #error: MetamorphosisError | undefined;

  constructor(ms: number) {
    this.#ms = ms;
    this.#over.promise.catch(() => undefined); // nobody may be racing when it strikes
  }

  /** Begins to count. Later calls do nothing. */
  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#error = this.exceeded();
      this.#over.reject(this.#error);
    }, this.#ms);
  }

  /** The error that `race` rejects with, once the time is up. */
  get error(): MetamorphosisError | undefined {
    return this.#error;
  }

  exceeded(cause?: unknown): MetamorphosisError {
    return errors.DEADLINE_EXCEEDED(['A unit of work', this.#ms], { cause });
  }

  /** Waits for the promise, no longer than until the time is up. */
  race<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#over.promise]);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** Server-side limits come in few sizes, so that sessions rarely change theirs: the next power of two of seconds. */
export function timeLimitFor(ms: number): number {
  return 1_000 * 2 ** Math.max(0, Math.ceil(Math.log2(ms / 1_000)));
}
