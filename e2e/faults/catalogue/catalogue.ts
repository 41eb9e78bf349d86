import type { Fault } from '../fault.js';
import { processFaults } from './processes.js';
import { serverFaults } from './servers.js';
import { workerFaults } from './workers.js';

/** Every fault of the suite, in the order of its table. */
export const FAULTS: readonly Fault[] = [...workerFaults, ...processFaults, ...serverFaults];

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
