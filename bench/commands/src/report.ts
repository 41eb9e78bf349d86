import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import { judge } from './aims.ts';
import { contenders, type ContenderName } from './contender.ts';
import type { Measured, Plan, Slice } from './measure.ts';
import { median } from './statistics.ts';

/** Both tables, with where and how they were measured. */
export function describe(measured: Measured, plan: Plan, load: number): string {
  return [circumstances(plan, load), '', ...figures(measured, plan), '', ...aims(measured)].join(
    '\n',
  );
}

function circumstances({ rounds, sliceMs, inFlight }: Plan, load: number): string {
  return [
    `${machine()}.`,
    `${rounds} rounds of ${sliceMs / 1000} s each with ${inFlight.join(', ')} commands in flight, medians of the rounds.`,
    loads(load),
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
