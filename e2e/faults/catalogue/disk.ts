import { execFileSync } from 'node:child_process';
import type { Fault } from '../fault.js';

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Below every file that is in use: nothing can be written but what is written already. */
const FULL_BYTES = 4096;

/** A disk that is full, as a process sees it: no file of it grows. A limit of the process, so that no root and no mount is needed. */
function limitFiles(pids: readonly number[], bytes: number | 'unlimited'): void {
  for (const pid of pids)
    execFileSync('prlimit', ['--pid', `${pid}`, `--fsize=${bytes}:unlimited`]);
}

function withChildren(pid: number): readonly number[] {
  try {
    const found = execFileSync('pgrep', ['-P', `${pid}`], { encoding: 'utf8' });
    return [pid, ...found.split('\n').filter(Boolean).map(Number)];
  } catch {
    return [pid]; // it has none
  }
}

/** Faults of the machine's disk, on the embedded adapters. */
export const diskFaults: readonly Fault[] = [
  {
    name: 'disk-full',
    title: 'the disk of the embedded log is full for 5 s',
    stack: 'embedded',
    strike: async ({ bed }) => {
      const pids = bed.processes.flatMap(({ pid }) => withChildren(pid));
      limitFiles(pids, FULL_BYTES);
      await rest(5000);
      // Who could not bear it was started again meanwhile, without a limit.
      for (const pid of pids) {
        try {
          limitFiles([pid], 'unlimited');
        } catch {
          // It is gone.
        }
      }
      await Promise.all(bed.processes.map((process) => process.up()));
    },
  },
];
