import type { Assignment } from '@metamorphosis/core';
import type { Held } from '../group/membership.js';

/** What a reader knows of a partition that it holds. */
export class Holding {
  readonly #abort = new AbortController();
  readonly assignment: Assignment;
  readonly held: Held;
  /** The offset of the next record to hand over; undefined until the start is known. */
  next: number | undefined;
  paused = false;
  /** Whether the listener knows of it. */
  announced = false;
  /** Settles when `onRevoked` has, or its time was up. Set once it was called. */
  revoked: Promise<void> | undefined;

  constructor(topic: string, partition: number, held: Held) {
    this.held = held;
    this.assignment = { topic, partition, signal: this.#abort.signal };
  }

  /** Whether it is over. */
  get ended(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Whether records may be handed over. */
  get flowing(): boolean {
    return !this.paused && !this.ended && this.revoked === undefined && this.next !== undefined;
  }

  end(): void {
    this.#abort.abort();
  }
}
