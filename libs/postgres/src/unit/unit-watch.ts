/** Statements that end with themselves and their transaction: what others leave behind is not for a neighbour. */
const PLAIN = /^\s*(select|insert|update|delete|merge|with|values)\b/i;
const LASTING = /\b(set_config|pg_(try_)?advisory)/i;

/** Whether a statement reads or writes rows and changes nothing else of its session or transaction. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text) && !LASTING.test(text);
}

/**
 * Watches the work of one unit. Work that awaits nothing but its `tx` issues its next statement, or
 * ends, before the event loop turns: whoever has neither done by then awaits something else.
 */
export class UnitWatch {
  #open = 0;
  #begunAt = 0;
  #isRunning = false;
  #statements = 0;
  #openingMs = 0;
  #workMs: number | undefined;
  #isElsewhere = false;
  #isSpecial = false;

  /** Called once, when the work is seen to await something else than its statements. */
  onElsewhere: (() => void) | undefined;

  /** Whether it awaited something else. */
  get isElsewhere(): boolean {
    return this.#isElsewhere;
  }

  /** Whether it ran a statement that is not plain. */
  get isSpecial(): boolean {
    return this.#isSpecial;
  }

  get statements(): number {
    return this.#statements;
  }

  /** How long the work took, so far if it has not ended; undefined when it did not begin. */
  get workMs(): number | undefined {
    return this.#isRunning ? performance.now() - this.#begunAt : this.#workMs;
  }

  /** How long the round trip before it took: the measure of what is quick at the moment. */
  get openingMs(): number {
    return this.#openingMs;
  }

  opened(tookMs: number): void {
    this.#openingMs = tookMs;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#begunAt = performance.now();
    this.#isRunning = true;
    this.#look();
    try {
      return await work();
    } finally {
      this.#isRunning = false;
      this.#workMs = performance.now() - this.#begunAt;
    }
  }

  sent(text: string): void {
    this.#open += 1;
    this.#statements += 1;
    this.#isSpecial ||= !isPlain(text);
  }

  answered(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#look();
  }

  #look(): void {
    if (!this.#isElsewhere) setImmediate(() => this.#seen());
  }

  #seen(): void {
    if (!this.#isRunning || this.#open > 0 || this.#isElsewhere) return;
    this.#isElsewhere = true;
    this.onElsewhere?.();
  }
}
