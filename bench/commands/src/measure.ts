import type { Running } from './contender.ts';
import type { Figures } from './load.ts';

/** One slice of one contender. */
export interface Slice extends Figures {
  /** CPU time of its processes for each command. */
  readonly cpuMicros: number;
}

/** The slices of all contenders: one for each round, at each number in flight. */
export type Measured = ReadonlyMap<string, ReadonlyMap<number, readonly Slice[]>>;

/** How to measure. */
export interface Plan {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly inFlight: readonly number[];
}

const WARM_UP_MS = 2_000;
const WARM_UP_IN_FLIGHT = 64;

/**
 * Lets contenders take turns in short slices, another one first in each round: what else the
 * machine does meets all of them.
 */
export async function measure(
  running: ReadonlyMap<string, Running>,
  { rounds, sliceMs, inFlight }: Plan,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<Measured> {
  for (const [name, path] of running) {
    signal.throwIfAborted();
    report(`warming up ${name}`);
    await slice(path, WARM_UP_IN_FLIGHT, WARM_UP_MS);
  }
  const names = [...running.keys()];
  const measured = new Map(
    names.map((name) => [name, new Map<number, Slice[]>(inFlight.map((n) => [n, []]))]),
  );
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      for (const n of inFlight) {
        signal.throwIfAborted();
        const found = await slice(running.get(name) as Running, n, sliceMs);
        measured.get(name)?.get(n)?.push(found);
      }
    }
    report(`round ${round + 1} of ${rounds}`);
  }
  return measured;
}

async function slice({ asker, counted }: Running, inFlight: number, ms: number): Promise<Slice> {
  const cpu = (): number => counted.reduce((sum, peer) => sum + peer.cpuMicros(), 0);
  const before = cpu();
  const figures = await asker.run(inFlight, ms);
  return { ...figures, cpuMicros: (cpu() - before) / figures.count };
}
