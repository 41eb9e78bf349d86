import type { Fault } from '../fault.js';

const PAUSE_MS = 2000;

/** Faults that strike one after the other under one load. Those of workers that strike themselves cannot be among them. */
export function composed(name: string, title: string, faults: readonly Fault[]): Fault {
  return {
    name,
    title,
    strike: async (scene) => {
      for (const [n, fault] of faults.entries()) {
        if (n > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        await fault.strike(scene);
      }
    },
  };
}
