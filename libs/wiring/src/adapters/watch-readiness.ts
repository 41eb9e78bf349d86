import { within, type Readiness } from '@metamorphosis/core';

const INTERVAL_MS = 1000;
const TIMEOUT_MS = 2000;

/** Asks an adapter every second whether it answers, and keeps its readiness check. */
export function watchReadiness(
  readiness: Readiness,
  name: string,
  adapter: { ping(): Promise<void> },
): { stop(): void } {
  const check = readiness.check(name);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    try {
      const answer = await within(
        adapter.ping().then(() => 'up' as const),
        TIMEOUT_MS,
        'late' as const,
      );
      if (answer === 'up') check.up();
      else check.down(`no answer within ${TIMEOUT_MS} ms; asking again`);
    } catch (error) {
      check.down(error instanceof Error ? error.message : String(error));
    }
    if (!stopped) timer = setTimeout(() => void ask(), INTERVAL_MS).unref();
  };
  void ask();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
