import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import { servers, type Plan, type Row } from './measure.ts';

/** What the gateway is to reach at the highest rate. */
const AIM = { perSecond: 40_000, p99Ms: 50, kilobytesEach: 15 };

export function describe(rows: readonly Row[], plan: Plan, load: number): string {
  return [
    `${machine()}.`,
    `${plan.sockets} WebSockets, each with one subscription, on ${plan.streams} streams; ${plan.sliceMs / 1000} s at each rate; readers on the same machine.`,
    loads(load),
    '',
    ...figures(rows),
    '',
    ...aims(rows),
  ].join('\n');
}

function figures(rows: readonly Row[]): readonly string[] {
  const heads = [
    ...['server', 'KB a socket', 'events a second', 'delivered a second', 'missing'],
    ...['p50 / p99 ms', 'CPU us a delivery', 'cores'],
  ];
  const lines = rows.flatMap(({ name, kilobytesEach, slices }) =>
    slices.map((slice) => [
      servers[name],
      kilobytesEach.toFixed(1),
      String(slice.rate),
      slice.deliveredPerSecond.toFixed(0),
      String(slice.owed - slice.received),
      `${slice.p50Ms} / ${slice.p99Ms}`,
      slice.cpuMicrosEach.toFixed(1),
      slice.cores.toFixed(2),
    ]),
  );
  return table(heads, lines);
}

function aims(rows: readonly Row[]): readonly string[] {
  const ours = rows.find(({ name }) => name === 'ours');
  const last = ours?.slices.at(-1);
  if (ours === undefined || last === undefined) return [];
  const judged = [
    [
      'KB a socket',
      `at most ${AIM.kilobytesEach}`,
      ours.kilobytesEach,
      ours.kilobytesEach <= AIM.kilobytesEach,
    ],
    [
      `delivered a second, of ${last.rate} events`,
      `at least ${AIM.perSecond}`,
      last.deliveredPerSecond,
      last.deliveredPerSecond >= AIM.perSecond,
    ],
    [`p99 ms, of ${last.rate} events`, `under ${AIM.p99Ms}`, last.p99Ms, last.p99Ms < AIM.p99Ms],
  ] as const;
  return table(
    ['figure', 'aim', 'measured', 'reached'],
    judged.map(([what, aim, measured, isReached]) => [
      what,
      aim,
      measured.toFixed(measured < 100 ? 1 : 0),
      isReached ? 'yes' : 'no',
    ]),
  );
}
