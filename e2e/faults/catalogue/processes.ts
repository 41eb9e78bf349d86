import type { FaultBed } from '../bed/fault-bed.js';
import type { RevivedProcess } from '../bed/revived-process.js';
import type { Fault } from '../fault.js';

const killed = (
  name: string,
  title: string,
  processOf: (bed: FaultBed) => RevivedProcess,
  more: Partial<Fault> = {},
): Fault => ({
  name,
  title,
  strike: async ({ bed }) => {
    const process = processOf(bed);
    const death = process.death();
    process.signal('SIGKILL');
    await death;
    await process.up();
  },
  ...more,
});

/** Faults of the other processes. Each is revived as its supervisor would. */
export const processFaults: readonly Fault[] = [
  killed('node-killed', 'kill -9 of the node that runs all workers', (bed) => bed.node, {
    subjects: [],
  }),
  killed('subgraph-killed', 'kill -9 of the subgraph', (bed) => bed.subgraphs.orders),
  killed('gateway-killed', 'kill -9 of the gateway', (bed) => bed.gateway),
];
