import { backoffMs } from '@metamorphosis/core';

const FIRST_MS = 50;

/** Waits that grow with every failure in a row. */
export class Backoff {
  readonly #maxMs: number;
  #failures = 0;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** The next wait, in milliseconds. */
  next(): number {
    this.#failures += 1;
    return backoffMs({ firstMs: FIRST_MS, maxMs: this.#maxMs }, this.#failures);
  }

  reset(): void {
    this.#failures = 0;
  }
}
