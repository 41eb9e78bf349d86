import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Finding, Plan } from './ground.ts';

interface Endless {
  readonly samples: readonly {
    readonly handled: number;
    readonly heapMb: number;
    readonly rssMb: number;
  }[];
  readonly cpuMicros: number;
}

async function endless(count: number, keys: number): Promise<Endless> {
  const module = join(import.meta.dirname, 'endless.ts');
  const child = fork(module, [String(count), String(keys)], { execArgv: ['--expose-gc'] });
  const [told] = (await once(child, 'message')) as [Endless];
  return told;
}

const BAR = 40;

/** A picture of the memory over the records, for the page. */
function plot({ samples }: Endless): readonly string[] {
  const most = Math.max(...samples.map(({ rssMb }) => rssMb));
  const line = ({ handled, heapMb, rssMb }: Endless['samples'][number]): string => {
    const bar = '#'.repeat(Math.round((heapMb / most) * BAR));
    const rest = '.'.repeat(Math.round((rssMb / most) * BAR) - bar.length);
    const figures = `heap ${heapMb.toFixed(1)} MB, resident ${rssMb.toFixed(0)} MB`;
    return `${String(handled).padStart(8)} ${(bar + rest).padEnd(BAR)} ${figures}`;
  };
  return ['```text', ...samples.map(line), '```'];
}

/** What a worker takes in the long run: memory over many records, and CPU time as keys grow. */
export async function lasting({ isQuick }: Plan): Promise<{
  readonly findings: readonly Finding[];
  readonly plot: readonly string[];
}> {
  const count = isQuick ? 200_000 : 1_000_000;
  const long = await endless(count, 1_000);
  const [, second, ...others] = long.samples;
  const growth = (others.at(-1)?.heapMb ?? NaN) - (second?.heapMb ?? NaN);
  const costs: string[] = [];
  const cpu: number[] = [];
  for (const keys of [10, 1_000, 100_000, 1_000_000]) {
    const { cpuMicros } = await endless(isQuick ? 100_000 : 1_000_000, keys);
    cpu.push(cpuMicros);
    costs.push(`${keys}: ${cpuMicros.toFixed(1)}`);
  }
  const spread = (cpu.at(-1) ?? NaN) / (cpu[0] ?? NaN);
  return {
    findings: [
      {
        what: `heap of a worker from ${second?.handled ?? 0} to ${count} records, collected`,
        aim: 'flat (within 5 MB)',
        measured: `${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MB`,
        isReached: growth < 5,
      },
      {
        what: 'CPU time of a record with 1,000,000 keys, of that with 10',
        aim: 'flat (at most 1.5x)',
        measured: `${spread.toFixed(2)}x (us by keys - ${costs.join(', ')})`,
        isReached: spread <= 1.5,
      },
    ],
    plot: plot(long),
  };
}
