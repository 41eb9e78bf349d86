/** Handlers that await nothing but their `tx` take less. */
const QUICK_MS = 2;
/** Units in a row that must have been quick. */
const QUICK_AFTER = 8;

/**
 * Learns which consumers' handlers await nothing but the database: their units may share a
 * transaction. One slow run is enough to take it back.
 */
export class HandlerPace {
  readonly #quickRuns = new Map<string, number>();

  isQuick(consumer: string): boolean {
    return (this.#quickRuns.get(consumer) ?? 0) >= QUICK_AFTER;
  }

  async measure<T>(consumer: string, work: () => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await work();
    } finally {
      const quick = performance.now() - begun < QUICK_MS;
      this.#quickRuns.set(consumer, quick ? (this.#quickRuns.get(consumer) ?? 0) + 1 : 0);
    }
  }
}
