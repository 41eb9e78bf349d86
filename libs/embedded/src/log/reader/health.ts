import type { LogHealth } from '@metamorphosis/core';

/** What can keep a reader from going on. */
export type Trouble = 'membership' | 'topics' | 'reading' | 'start';

/** Sums the troubles of a reader up, and tells each change once. */
export class Health {
  readonly #troubles = new Map<Trouble, unknown>();
  readonly #tell: (health: LogHealth) => void;
  #told: LogHealth['state'] | undefined;

  constructor(tell: (health: LogHealth) => void) {
    this.#tell = tell;
  }

  /** `reason` undefined: this trouble is over. */
  set(trouble: Trouble, reason: unknown): void {
    if (reason === undefined) this.#troubles.delete(trouble);
    else this.#troubles.set(trouble, reason);
    const first = this.#troubles.values().next();
    const state = first.done === true ? 'up' : 'down';
    if (state === this.#told) return;
    this.#told = state;
    try {
      this.#tell(first.done === true ? { state: 'up' } : { state: 'down', reason: first.value });
    } catch {
      // A listener's failure is its own (LogListener).
    }
  }
}
