import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { SIZE } from './schema.ts';
import type { CodegenTimes } from './time-codegen.ts';

const BEGIN =
  '<!-- bench:codegen begin: written by the bench; what stands between the marks is replaced -->';
const END = '<!-- bench:codegen end -->';

/** What was measured of the validators. */
export interface Race {
  readonly title: string;
  readonly rates: ReadonlyMap<string, number>;
}

/** The tables, with where and how they were measured. */
export function describe(races: readonly Race[], times: CodegenTimes, load: number): string {
  return [
    circumstances(load),
    '',
    ...table(
      ['value', 'generated, a second', 'ajv, a second', 'zod, a second', 'x ajv', 'x zod'],
      races.map(raceRow),
    ),
    '',
    `A schema of ${SIZE.services} services with ${SIZE.types} types, ${SIZE.commands} commands and ${SIZE.events} events; ${times.files} generated files.`,
    '',
    ...table(['what', 'ms', 'CPU ms', 'aim', 'reached'], timeRows(times)),
  ].join('\n');
}

function circumstances(load: number): string {
  const processors = cpus();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const loads = [load, loadavg()[0] ?? NaN].map((each) => each.toFixed(1)).join(' and ');
  return [
    `${date} UTC; ${processors.length} x ${processors[0]?.model ?? 'unknown'}, ${memory}, Node ${process.version}.`,
    `Load average at the beginning and at the end: ${loads}.`,
  ].join('\n');
}

function raceRow({ title, rates }: Race): readonly string[] {
  const of = (name: string): number => rates.get(name) ?? NaN;
  const ratio = (name: string): string => (of('generated') / of(name)).toFixed(1);
  const whole = (name: string): string => of(name).toFixed(0);
  return [title, whole('generated'), whole('ajv'), whole('zod'), ratio('ajv'), ratio('zod')];
}

function timeRows(times: CodegenTimes): readonly (readonly string[])[] {
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
  ];
}

/** As Prettier lays tables out: the page is checked like every other. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], fill = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const rule = line(
    heads.map(() => '---'),
    '-',
  );
  return [line(heads), rule, ...rows.map((row) => line(row))];
}

/** Puts a description into a page, in place of the one before. */
export function keep(file: string, description: string): void {
  const page = readFileSync(file, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has lost its marks`);
  writeFileSync(file, `${before}${BEGIN}\n\n${description}\n\n${END}${after}`);
}
