import type { Fault } from '../fault.js';
import { diskFaults } from './disk.js';
import { processFaults } from './processes.js';
import { serverFaults } from './servers.js';
import { wireFaults } from './wires.js';
import { workerFaults } from './workers.js';

/** Every fault of the suite, in the order of its table. */
export const FAULTS: readonly Fault[] = [
  ...workerFaults,
  ...processFaults,
  ...serverFaults,
  ...wireFaults,
  ...diskFaults,
];

/** The fault of this name. */
export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((one) => one.name === name);
  if (!fault) {
    throw new Error(
      `There is no fault "${name}". There are: ${FAULTS.map((f) => f.name).join(', ')}.`,
    );
  }
  return fault;
}
