import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { judge } from './aims.ts';
import { contenders, type ContenderName } from './contender.ts';
import type { Measured, Plan, Slice } from './measure.ts';
import { median } from './statistics.ts';

const BEGIN =
  '<!-- bench:commands begin: written by the bench; what stands between the marks is replaced -->';
const END = '<!-- bench:commands end -->';

/** Both tables, with where and how they were measured. */
export function describe(measured: Measured, plan: Plan, load: readonly number[]): string {
  return [circumstances(plan, load), '', ...figures(measured, plan), '', ...aims(measured)].join(
    '\n',
  );
}

function circumstances({ rounds, sliceMs, inFlight }: Plan, load: readonly number[]): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const loads = [...load, loadavg()[0] ?? NaN].map((each) => each.toFixed(1)).join(' and ');
  return [
    `${date} UTC; ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${memory}, Node ${process.version}.`,
    `${rounds} rounds of ${sliceMs / 1000} s each with ${inFlight.join(', ')} commands in flight, medians of the rounds.`,
    `Load average at the beginning and at the end: ${loads}.`,
  ].join('\n');
}

function figures(measured: Measured, { inFlight }: Plan): readonly string[] {
  const [one = 1, ...others] = inFlight;
  const more = others.length > 0 ? others : [one];
  const heads = [
    'path',
    `p50 / p99 ms, ${one} in flight`,
    ...more.map((n) => `a second, ${n} in flight`),
    ...more.map((n) => `CPU of its processes for each, us, ${n}`),
  ];
  const rows = [...measured].map(([name, slices]) => {
    const of = (n: number, value: (slice: Slice) => number): number =>
      median((slices.get(n) ?? []).map(value));
    return [
      contenders[name as ContenderName].title,
      `${of(one, (s) => s.p50Ms).toFixed(2)} / ${of(one, (s) => s.p99Ms).toFixed(1)}`,
      ...more.map((n) => of(n, (s) => s.perSecond).toFixed(0)),
      ...more.map((n) => of(n, (s) => s.cpuMicros).toFixed(0)),
    ];
  });
  return table(heads, rows);
}

function aims(measured: Measured): readonly string[] {
  const rows = judge(measured).map(({ what, inFlight, aim, reached, isReached }) => [
    what,
    String(inFlight),
    aim,
    reached,
    isReached ? 'yes' : 'no',
  ]);
  return rows.length === 0
    ? []
    : table(['figure', 'in flight', 'aim', 'measured', 'reached'], rows);
}

/** As Prettier lays tables out: the page is checked like every other. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  return [
    line(heads),
    line(
      heads.map(() => '---'),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ];
}

/** Puts a description into a page, in place of the one before. */
export function keep(file: string, description: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks`);
  writeFileSync(file, `${before}${BEGIN}\n\n${description}\n\n${END}${after}`);
}
