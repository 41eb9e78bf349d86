import type { UnitRequest } from '@metamorphosis/core';
import type { UnitWatch } from './unit-watch.js';

/** Runs that are seen before units of a consumer share a transaction. */
const QUICK_AFTER = 8;
/** Work is quick that takes, for each of its statements, no longer than this and three round trips. */
const QUICK_MS = 2;
const ROUND_TRIPS = 3;
/** How much of the average the last run is. */
const WEIGHT = 1 / 16;
/** One run counts for no more than so many quick ones: a pause of the machine says nothing about the work. */
const AT_MOST = 4;

interface Pace {
  readonly runs: number;
  /** What the work took and what it may take, on average. */
  readonly tookMs: number;
  readonly quickMs: number;
}

/**
 * Learns whose units may share a transaction: consumers whose work awaits nothing but its `tx` and
 * is quick. Work that was once seen to await something else may have effects outside: its consumer
 * shares no more. Slow work shares again when it has become quick.
 */
export class ConsumerPace {
  readonly #paces = new Map<string, Pace>();
  readonly #alone = new Set<string>();

  mayShare({ inbox: { consumer }, sharing = 'measured', parked }: UnitRequest): boolean {
    // What failed before is likely to fail again, and a failure costs a group everything.
    if (sharing === 'never' || parked || this.#alone.has(consumer)) return false;
    if (sharing === 'always') return true;
    const pace = this.#paces.get(consumer);
    return pace !== undefined && pace.runs >= QUICK_AFTER && pace.tookMs <= pace.quickMs;
  }

  /** Takes note of work that has ended, or of which enough was seen. */
  note({ inbox: { consumer }, sharing = 'measured' }: UnitRequest, watch: UnitWatch): void {
    const { statements, workMs, openingMs } = watch;
    if (sharing === 'never' || this.#alone.has(consumer) || workMs === undefined) return;
    if (watch.isSpecial || (watch.isElsewhere && sharing === 'measured')) {
      this.#alone.add(consumer);
      return;
    }
    const quickMs = Math.max(1, statements) * (QUICK_MS + ROUND_TRIPS * openingMs);
    const tookMs = Math.min(workMs, AT_MOST * quickMs);
    const { runs, ...past } = this.#paces.get(consumer) ?? { runs: 0, tookMs, quickMs };
    this.#paces.set(consumer, {
      runs: runs + 1,
      tookMs: past.tookMs + (tookMs - past.tookMs) * WEIGHT,
      quickMs: past.quickMs + (quickMs - past.quickMs) * WEIGHT,
    });
  }
}
