import type { LogHealth } from '@metamorphosis/core';

/** What can keep a reader from going on. */
export type Trouble = 'membership' | 'topics' | 'reading' | 'start';

/** Sums the troubles of a reader up, and tells each change once. */
export class Health {
  /** A new reader is no member yet: that goes without saying, until joining fails. */
  readonly #troubles = new Map<string, unknown>([['membership', undefined]]);
  readonly #tell: (health: LogHealth) => void;
  #told = 'nothing';

  constructor(tell: (health: LogHealth) => void) {
    this.#tell = tell;
  }

  /** The reason of each trouble that is now known; undefined: it is over. */
  set(troubles: Partial<Record<Trouble, unknown>>): void {
    let changed = false;
    for (const [trouble, reason] of Object.entries(troubles)) {
      if (reason === undefined) changed = this.#troubles.delete(trouble) || changed;
      else {
        this.#troubles.set(trouble, reason);
        changed = true;
      }
    }
    if (changed) this.#update();
  }

  #update(): void {
    const [[trouble, reason] = ['none', undefined]] = this.#troubles;
    if (trouble === this.#told) return;
    this.#told = trouble;
    try {
      this.#tell(trouble === 'none' ? { state: 'up' } : { state: 'down', reason });
    } catch {
      // A listener's failure is its own (LogListener).
    }
  }
}
