import type { Check, Problem } from './definitions.js';

/** Adds to `problems` what is wrong with `value`, with paths that start at the value. */
export type PartCheck = (value: unknown, problems: Problem[]) => void;

/** Makes a check of the whole of its parts. */
export function checkOf(part: PartCheck): Check {
  return (value) => {
    const problems: Problem[] = [];
    part(value, problems);
    return problems;
  };
}

type Fields = Readonly<Record<string, unknown>>;

const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);
const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/** True for what JSON calls an object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a GraphQL Int: a whole number of 32 bits. */
export function isInt(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) <= MAX_INT && (value as number) >= MIN_INT;
}

/** True for a GraphQL Float: any number that JSON can carry. */
export function isFloat(value: unknown): value is number {
  return Number.isFinite(value);
}

/** True for a point in time in the form of RFC 3339. */
export function isDateTime(value: unknown): value is string {
  return typeof value === 'string' && DATE_TIME.test(value);
}

/** Notes that a value of another type stands at `path`. */
export function expected(problems: Problem[], path: string, type: string, value: unknown): void {
  problems.push({ path, message: `${type} expected, got ${shown(value)}` });
}

/** Checks what stands in a field, and puts the field's name before the paths of what is wrong. */
export function inside(problems: Problem[], path: string, value: unknown, check: PartCheck): void {
  const before = problems.length;
  check(value, problems);
  if (problems.length > before) prefix(problems, before, path);
}

/** Checks a list and each of its items. */
export function each(
  problems: Problem[],
  path: string,
  type: string,
  value: unknown,
  check: PartCheck,
): void {
  if (!Array.isArray(value)) {
    expected(problems, path, type, value);
    return;
  }
  for (let index = 0; index < value.length; index++) {
    const before = problems.length;
    check(value[index], problems);
    if (problems.length > before) prefix(problems, before, `${path}[${index}]`);
  }
}

/** Notes every field that is not among those the type has. */
export function noOthers(problems: Problem[], value: Fields, known: ReadonlySet<string>): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) unknownField(problems, name);
  }
}

/** Notes a field that the type does not have. */
export function unknownField(problems: Problem[], name: string): void {
  problems.push({ path: name, message: 'unknown field' });
}

/** Puts the way to a value before what was found from an index on. */
export function prefix(problems: Problem[], from: number, path: string): void {
  for (let index = from; index < problems.length; index++) {
    const problem = problems[index];
    if (problem === undefined) continue;
    const separator = problem.path === '' || problem.path.startsWith('[') ? '' : '.';
    problems[index] = { ...problem, path: `${path}${separator}${problem.path}` };
  }
}

const SHOWN_LENGTH = 60;

/** A value as messages show it: short, and on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
