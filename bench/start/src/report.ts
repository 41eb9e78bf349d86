import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import type { ProcessMemory } from './memory.ts';

/** What was measured: times of all rounds in ms, memory of the median round. */
export interface Measured {
  readonly buildMs: number;
  readonly readyMs: readonly number[];
  readonly processes: readonly ProcessMemory[];
  readonly loadBefore: number;
}

const READY_AIM_MS = 15_000;
const MEMORY_AIM = 1.5 * 2 ** 30;

/** The page's section. */
export function describe({ buildMs, readyMs, processes, loadBefore }: Measured): string {
  const ready = [...readyMs].sort((a, b) => a - b)[Math.floor(readyMs.length / 2)] ?? NaN;
  const sum = (of: (each: ProcessMemory) => number): number =>
    processes.reduce((total, each) => total + of(each), 0);
  const [resident, share] = [sum((each) => each.resident), sum((each) => each.share)];
  const reached = (is: boolean): string => (is ? 'yes' : 'no');
  return [
    `${machine()}. ${readyMs.length} rounds, medians.`,
    loads(loadBefore),
    '',
    ...table(
      ['figure', 'aim', 'measured', 'reached'],
      [
        ['the build before it, when nothing has changed', '', seconds(buildMs), ''],
        [
          'from the start until the panel',
          'under 15 s',
          seconds(ready),
          reached(ready < READY_AIM_MS),
        ],
        [
          'memory of all processes, their shares',
          'under 1.5 GB',
          megabytes(share),
          reached(share < MEMORY_AIM),
        ],
        ['the same, resident: shared pages count again and again', '', megabytes(resident), ''],
      ],
    ),
    '',
    ...table(
      ['process', 'share', 'resident'],
      processes.map((each) => [each.what, megabytes(each.share), megabytes(each.resident)]),
    ),
  ].join('\n');
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;
