import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { table } from '../../commands/src/report.ts';
import type { Finding } from './ground.ts';

const BEGIN =
  '<!-- bench:consumers begin: written by the bench; what stands between the marks is replaced -->';
const END = '<!-- bench:consumers end -->';

/** The page's section: where it was measured, what was found, and the picture of the memory. */
export function describe(
  findings: readonly Finding[],
  plot: readonly string[],
  { isQuick, load }: { readonly isQuick: boolean; readonly load: number },
): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const rows = findings.map(({ what, aim, measured, isReached }) => [
    ...[what, aim, measured],
    isReached ? 'yes' : 'no',
  ]);
  const loads = `${load.toFixed(1)} and ${(loadavg()[0] ?? NaN).toFixed(1)}`;
  return [
    `${date} UTC; ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${memory}, Node ${process.version}${isQuick ? '; the short form (`--quick`)' : ''}.`,
    `Load average at the beginning and at the end: ${loads}.`,
    '',
    ...table(['figure', 'aim', 'measured', 'reached'], rows),
    ...(plot.length > 0
      ? [
          '',
          'Memory of a worker, by records handled (`#` heap, `.` the rest of the process):',
          '',
          ...plot,
        ]
      : []),
  ].join('\n');
}

/** Puts a description into a page, in place of the one before. */
export function keep(file: string, description: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks`);
  writeFileSync(file, `${before}${BEGIN}\n\n${description}\n\n${END}${after}`);
}
