import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import { contenders, type ContenderName, type Form } from './contenders.ts';
import type { Plan, Row, Slice } from './measure.ts';
import { median } from './statistics.ts';

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
  return [
    `${machine()}.`,
    `${rounds} rounds of ${sliceMs / 1000} s each with ${connections} connections, taking turns; medians of the rounds.`,
    'Ours with its limits, a line of its access log for each request, and its metrics.',
    loads(load),
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
