import { percentile } from './statistics.ts';

/** What one slice of load came to. */
export interface Figures {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Keeps `inFlight` calls under way for `ms`: as soon as one is answered, the next is made. */
export async function runLoad(
  call: () => Promise<void>,
  inFlight: number,
  ms: number,
): Promise<Figures> {
  const latencies: number[] = [];
  const begun = performance.now();
  const end = begun + ms;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const asked = performance.now();
      await call();
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  const seconds = (performance.now() - begun) / 1000;
  latencies.sort((a, b) => a - b);
  return {
    count: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}
