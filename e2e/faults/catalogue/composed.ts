import type { Fault } from '../fault.js';

const PAUSE_MS = 2000;

/** Faults that strike one after the other under one load. Those of workers that strike themselves cannot be among them. */
export function composed(
  name: string,
  title: string,
  faults: readonly Fault[],
  subjects?: Fault['subjects'],
): Fault {
  return {
    name,
    title,
    ...(subjects && { subjects }),
    strike: async (scene) => {
      for (const [n, fault] of faults.entries()) {
        if (n > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        const begun = performance.now();
        await fault.strike(scene);
        // Which of them takes how long is asked whenever the whole takes long.
        console.log(`${fault.name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      }
    },
  };
}
