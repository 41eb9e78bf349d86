import { writeSync } from 'node:fs';
import type { KillPoint, Strike } from './subject-plan.ts';

/** Ends or stops the process at the chosen passage of a kill point. */
export interface Striker {
  /** To be called when a point is passed. Does not return at the passage that the process does not survive. */
  pass(point: KillPoint, consumer?: string): void;
  /** Whether the next passage of the point is the one. */
  isNext(point: KillPoint, consumer?: string): boolean;
}

/** A striker for this process; without a strike nothing happens. */
export function createStriker(strike: Strike | undefined): Striker {
  let passed = 0;
  const concerns = (point: KillPoint, consumer: string | undefined): boolean =>
    strike?.at === point &&
    (consumer === undefined || consumer === (strike.consumer ?? 'commands'));
  return {
    isNext: (point, consumer) => concerns(point, consumer) && passed + 1 === strike?.passage,
    pass: (point, consumer) => {
      if (!strike || !concerns(point, consumer)) return;
      passed += 1;
      if (passed !== strike.passage) return;
      writeSync(1, `subject: ${strike.signal} at ${point}, passage ${passed}\n`);
      process.kill(process.pid, strike.signal);
      // A signal to oneself takes effect at once, but only by the time the kernel returns to this thread.
      if (strike.signal === 'SIGKILL') for (;;);
    },
  };
}
