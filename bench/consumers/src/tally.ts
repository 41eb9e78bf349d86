import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../../commands/src/statistics.ts';
import type { Tick } from './tick.ts';

/** What a reader has seen so far. */
export interface Seen {
  readonly count: number;
  /** When the first one began and the last one ended, milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Records that did not begin right after the one before them of their key had ended. */
  readonly disorder: number;
  /** From its making to the end of its handler, by phase. */
  readonly p99Ms: Readonly<Record<string, number>>;
}

/** The handler that all readers run, and what it sees. */
export class Tally {
  readonly #last = new Map<string, number>();
  readonly #running = new Set<string>();
  readonly #latencies = new Map<string, number[]>();
  #count = 0;
  #firstAt = 0;
  #lastAt = 0;
  #disorder = 0;

  async handle({ key, n, workMs, at, phase }: Tick): Promise<void> {
    this.#firstAt ||= Date.now();
    if (this.#running.has(key) || (this.#last.get(key) ?? 0) !== n - 1) this.#disorder += 1;
    this.#running.add(key);
    await pause(workMs);
    this.#running.delete(key);
    this.#last.set(key, n);
    this.#count += 1;
    this.#lastAt = Date.now();
    if (phase !== undefined) this.#latenciesOf(phase).push(this.#lastAt - at);
  }

  get seen(): Seen {
    const phases = [...this.#latencies].map(([phase, values]) => {
      const sorted = values.toSorted((a, b) => a - b);
      return [phase, percentile(sorted, 0.99)] as const;
    });
    return {
      ...{ count: this.#count, firstAt: this.#firstAt, lastAt: this.#lastAt },
      ...{ disorder: this.#disorder, p99Ms: Object.fromEntries(phases) },
    };
  }

  #latenciesOf(phase: string): number[] {
    const known = this.#latencies.get(phase) ?? [];
    this.#latencies.set(phase, known);
    return known;
  }
}
