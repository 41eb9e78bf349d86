import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { contenders, type ContenderName, type Form } from './contenders.ts';
import type { Plan, Row, Slice } from './measure.ts';
import { median } from './statistics.ts';

const BEGIN =
  '<!-- bench:gateway begin: written by the bench; what stands between the marks is replaced -->';
const END = '<!-- bench:gateway end -->';

/** Requests a second, of the stock gateway's, that the gateway is to reach. */
const AIMS: Readonly<Record<Form, Readonly<Record<string, number>>>> = {
  identical: { small: 15, middle: 24, deep: 35 },
  distinct: { small: 7, middle: 6.5, deep: 11 },
};

/** The tables, with where and how they were measured. */
export function describe(rows: readonly Row[], plan: Plan, load: number): string {
  return [circumstances(plan, load), '', ...figures(rows), '', ...aims(rows)].join('\n');
}

function circumstances({ rounds, sliceMs, connections }: Plan, load: number): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const loads = [load, loadavg()[0] ?? NaN].map((each) => each.toFixed(1)).join(' and ');
  return [
    `${date} UTC; ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${memory}, Node ${process.version}.`,
    `${rounds} rounds of ${sliceMs / 1000} s each with ${connections} connections, taking turns; medians of the rounds.`,
    `Load average at the beginning and at the end: ${loads}.`,
  ].join('\n');
}

function figures(rows: readonly Row[]): readonly string[] {
  const heads = [
    'requests',
    'query',
    'gateway',
    'a second',
    'x stock',
    'p50 / p99 ms',
    'CPU us a request',
    'x stock, by CPU',
    'subgraph requests a request',
  ];
  const lines = rows.flatMap(({ form, query, slices }) =>
    [...slices].map(([name, all]) => {
      const of = middleOf(all);
      return [
        form,
        query,
        contenders[name].title,
        of('perSecond').toFixed(0),
        ratio(slices, name, 'perSecond').toFixed(1),
        `${of('p50Ms').toFixed(1)} / ${of('p99Ms').toFixed(1)}`,
        of('cpuMicros').toFixed(0),
        (1 / ratio(slices, name, 'cpuMicros')).toFixed(1),
        of('subgraphRequests').toFixed(2),
      ];
    }),
  );
  return table(heads, lines);
}

function aims(rows: readonly Row[]): readonly string[] {
  const judged = rows.filter(({ slices }) => slices.has('ours') && slices.has('stock'));
  const lines = judged.map(({ form, query, slices }) => {
    const aim = AIMS[form][query] ?? NaN;
    const reached = ratio(slices, 'ours', 'perSecond');
    const byCpu = 1 / ratio(slices, 'ours', 'cpuMicros');
    const yes = (value: number): string => (value >= aim ? 'yes' : 'no');
    return [
      form,
      query,
      `at least ${aim}x`,
      `${reached.toFixed(1)}x`,
      yes(reached),
      `${byCpu.toFixed(1)}x`,
      yes(byCpu),
    ];
  });
  const heads = ['requests', 'query', 'aim', 'a second', 'reached', 'by CPU', 'reached by CPU'];
  return lines.length === 0 ? [] : table(heads, lines);
}

type Figure = keyof Slice;

function middleOf(slices: readonly Slice[]): (figure: Figure) => number {
  return (figure) => median(slices.map((slice) => slice[figure]));
}

/** The median of the ratios of slices that were measured one after the other. */
function ratio(slices: Row['slices'], name: ContenderName, figure: Figure): number {
  const stock = slices.get('stock') ?? [];
  const own = slices.get(name) ?? [];
  return median(own.map((slice, i) => slice[figure] / (stock[i]?.[figure] ?? NaN)));
}

/** As Prettier lays tables out: the page is checked like every other. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
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
