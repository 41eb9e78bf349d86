import { loads, machine } from '../../page/machine.ts';
import { table } from '../../page/table.ts';
import { SIZE } from './schema.ts';
import type { CodegenTimes } from './time-codegen.ts';

/** What was measured of the validators. */
export interface Race {
  readonly title: string;
  readonly rates: ReadonlyMap<string, number>;
}

/** The tables, with where and how they were measured; `devMs` is that of `timeDev`. */
export function describe(
  races: readonly Race[],
  times: CodegenTimes,
  devMs: number,
  load: number,
): string {
  return [
    `${machine()}.`,
    loads(load),
    '',
    ...table(
      ['value', 'generated, a second', 'ajv, a second', 'zod, a second', 'x ajv', 'x zod'],
      races.map(raceRow),
    ),
    '',
    `A schema of ${SIZE.services} services with ${SIZE.types} types, ${SIZE.commands} commands and ${SIZE.events} events; ${times.files} generated files.`,
    '',
    ...table(['what', 'ms', 'CPU ms', 'aim', 'reached'], timeRows(times, devMs)),
  ].join('\n');
}

function raceRow({ title, rates }: Race): readonly string[] {
  const of = (name: string): number => rates.get(name) ?? NaN;
  const ratio = (name: string): string => (of('generated') / of(name)).toFixed(1);
  const whole = (name: string): string => of(name).toFixed(0);
  return [title, whole('generated'), whole('ajv'), whole('zod'), ratio('ajv'), ratio('zod')];
}

function timeRows(times: CodegenTimes, devMs: number): readonly (readonly string[])[] {
  const row = (what: string, ms: number, cpu: number | undefined, aimMs: number): string[] => [
    what,
    ms.toFixed(0),
    cpu === undefined ? '' : cpu.toFixed(0),
    `under ${aimMs}`,
    ms < aimMs ? 'yes' : 'no',
  ];
  return [
    row('cold codegen, with the start of the process', times.coldMs, times.coldCpuMs, 3000),
    row('a change under watch, until its files are written', times.changeMs, undefined, 500),
    row('type check of what is generated', times.typeCheckMs, times.typeCheckCpuMs, 10_000),
    row('gregor dev: from a saved SDL change until its field answers', devMs, undefined, 4000),
  ];
}
