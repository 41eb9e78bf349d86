import type { Evidence } from './ledger/evidence.js';

/** How a fault was felt by those who wait for commands. */
export interface Recovery {
  /** The longest time in which no command of a partition ended. 0: none that stood out. */
  readonly standstillMs: number;
  /** How long after the end of the fault that was over. 0: before. */
  readonly recoveryMs: number;
}

/** Shorter ones happen without a fault. */
const STANDS_OUT_MS = 250;
/** What begins later is not the fault's. */
const AFTERMATH_MS = 500;

/**
 * Reads from the outcomes how long the commands of a partition stood still, at worst, because of a
 * fault that lasted from `began` to `ended` (milliseconds since the epoch).
 */
export function recoveryOf(
  { commands, outcomes, trace }: Pick<Evidence, 'commands' | 'outcomes' | 'trace'>,
  began: number,
  ended: number,
): Recovery {
  const ends = new Map<string, number[]>();
  // The time of an outcome is its worker's; that of a trace is right also where somebody moved its clock.
  const clockMs = Date.now() - Number(process.hrtime.bigint() / 1000n) / 1000;
  const traced = new Map<string, number[]>();
  for (const { record_id, at_us } of trace) {
    traced.set(record_id, [clockMs + at_us / 1000]);
  }
  for (const { topic, partition, record } of commands) {
    const outcome = outcomes.get(record.id);
    if (!outcome || record.source !== 'orders') continue;
    const lane = `${topic}/${partition}`;
    const of = ends.get(lane) ?? [];
    ends.set(lane, of);
    of.push(Date.parse(outcome.at), ...(traced.get(record.id) ?? []));
  }
  let worst: Recovery = { standstillMs: 0, recoveryMs: 0 };
  for (const times of ends.values()) {
    times.sort((a, b) => a - b);
    times.forEach((time, n) => {
      const from = times[n - 1] ?? began;
      const standstillMs = time - from;
      if (time < began || from > ended + AFTERMATH_MS || standstillMs < STANDS_OUT_MS) return;
      if (standstillMs <= worst.standstillMs) return;
      const recoveryMs = Math.max(0, Math.round(time - ended));
      worst = { standstillMs: Math.round(standstillMs), recoveryMs };
    });
  }
  return worst;
}
