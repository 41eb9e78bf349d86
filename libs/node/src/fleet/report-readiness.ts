import type { Readiness } from '@metamorphosis/core';
import type { WorkerProcess } from '../worker/worker-process.js';
import type { Fleets } from './fleets.js';

/** Says on the node's readiness, for each service, which of its workers cannot work and why. */
export function reportReadiness(fleets: Fleets, readiness: Readiness): void {
  const checks = fleets.all.map((fleet) => ({
    fleet,
    check: readiness.check(`workers of ${fleet.service}`),
  }));
  const report = (): void => {
    for (const { fleet, check } of checks) {
      const problems = fleet.workers.flatMap(problemOf);
      if (problems.length === 0) check.up();
      else check.down([...new Set(problems)].join('; '));
    }
  };
  report();
  fleets.onChange(report);
}

function problemOf({ process, isLeaving }: WorkerProcess): readonly string[] {
  const { state, name } = process;
  if (isLeaving || state.kind === 'stopped') return [];
  if (state.kind === 'up') return state.ready ? [] : state.reasons;
  if (state.kind === 'waiting') return [`${name} restarts: ${state.reason}`];
  return [`${name} is starting`];
}
