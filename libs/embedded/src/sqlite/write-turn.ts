import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';

/** After so long without the lock a waiting process asks the others for a turn. */
const ASK_AFTER_MS = 20;
/** A process that has held the lock this long, in sum, looks whether somebody asked. */
const LOOK_AFTER_HELD_MS = 10;
/** How long it then leaves the lock alone. Longer than the pause between two attempts of the one that asks. */
const GAP_MS = 5;

/**
 * Fairness between processes. SQLite's write lock goes to whoever tries while it is free, and a busy
 * process leaves it free for microseconds: others could starve for seconds. So one that has waited
 * long touches the file `<database>-turn`, and one that writes without pause looks at it now and
 * then, and makes a gap. Nobody pays while nobody waits.
 */
export class WriteTurn {
  readonly #file: string;
  #heldMs = 0;
  #answeredAt = Date.now();
  #askedAt = 0;

  constructor(databaseFile: string) {
    this.#file = `${databaseFile}-turn`;
  }

  /** To be called at each failed attempt. */
  waited(ms: number): void {
    const now = performance.now();
    if (ms < ASK_AFTER_MS || now - this.#askedAt < ASK_AFTER_MS) return;
    this.#askedAt = now;
    // Only a hint, so a failure (a read-only directory) is no concern of the caller.
    writeFile(this.#file, '').catch(() => undefined);
  }

  /** To be called after each transaction; answers how long to leave the lock alone. */
  gapAfterHolding(ms: number): number {
    this.#heldMs += ms;
    if (this.#heldMs < LOOK_AFTER_HELD_MS) return 0;
    this.#heldMs = 0;
    const askedAt = statSync(this.#file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (askedAt <= this.#answeredAt) return 0;
    this.#answeredAt = Date.now();
    return GAP_MS;
  }
}
