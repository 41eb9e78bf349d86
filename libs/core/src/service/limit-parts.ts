import { checkOf, prefix, shown } from './check-parts.js';
import type { Check, Problem } from './definitions.js';

// What generated checks of `@constraint` are made of. They run on values whose types have been checked; null and
// nothing keep every limit.

/** A limit that a value breaks, as clients read it in `extensions.problems`. */
function broken(
  problems: Problem[],
  path: string,
  rule: string,
  limit: string | number,
  message: string,
): void {
  problems.push({ path, message, rule, limit });
}

type Maybe<T> = T | null | undefined;

/** Adds to `problems` which limits a value of a known type breaks. */
export type LimitPart<T> = (value: T, problems: Problem[]) => void;

/** Makes a check of limits; what it is given has passed the check of its type. */
export function limitsOf<T>(part: LimitPart<T>): Check {
  return checkOf((value, problems) => part(value as T, problems));
}

/** Looks at the limits inside of a field. */
export function within<T>(
  problems: Problem[],
  path: string,
  value: Maybe<T>,
  part: LimitPart<T>,
): void {
  if (value == null) return;
  const before = problems.length;
  part(value, problems);
  if (problems.length > before) prefix(problems, before, path);
}

/** Looks at the limits of each item of a list. */
export function eachItem<T>(
  problems: Problem[],
  path: string,
  items: Maybe<readonly Maybe<T>[]>,
  part: LimitPart<T>,
): void {
  if (items == null) return;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (item == null) continue;
    const before = problems.length;
    part(item, problems);
    if (problems.length > before) prefix(problems, before, `${path}[${index}]`);
  }
}

/** `min`. */
export function atLeast(
  problems: Problem[],
  path: string,
  value: Maybe<number>,
  limit: number,
): void {
  if (value == null || value >= limit) return;
  broken(problems, path, 'min', limit, `must be at least ${limit}, got ${value}`);
}

/** `max`. */
export function atMost(
  problems: Problem[],
  path: string,
  value: Maybe<number>,
  limit: number,
): void {
  if (value == null || value <= limit) return;
  broken(problems, path, 'max', limit, `must be at most ${limit}, got ${value}`);
}

/** `exclusiveMin`. */
export function above(
  problems: Problem[],
  path: string,
  value: Maybe<number>,
  limit: number,
): void {
  if (value == null || value > limit) return;
  broken(problems, path, 'exclusiveMin', limit, `must be above ${limit}, got ${value}`);
}

/** `exclusiveMax`. */
export function below(
  problems: Problem[],
  path: string,
  value: Maybe<number>,
  limit: number,
): void {
  if (value == null || value < limit) return;
  broken(problems, path, 'exclusiveMax', limit, `must be below ${limit}, got ${value}`);
}

/** `multipleOf`; decimal fractions count as they are written. */
export function multipleOf(
  problems: Problem[],
  path: string,
  value: Maybe<number>,
  limit: number,
): void {
  if (value == null) return;
  const quotient = value / limit;
  if (Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient))) return;
  broken(problems, path, 'multipleOf', limit, `must be a multiple of ${limit}, got ${value}`);
}

/** `minLength`, in characters as people count them: code points. */
export function longAtLeast(
  problems: Problem[],
  path: string,
  value: Maybe<string>,
  limit: number,
): void {
  if (value == null) return;
  const length = lengthOf(value);
  if (length >= limit) return;
  const characters = limit === 1 ? '1 character' : `${limit} characters`;
  broken(problems, path, 'minLength', limit, `must have at least ${characters}, has ${length}`);
}

/** `maxLength`, in code points. */
export function longAtMost(
  problems: Problem[],
  path: string,
  value: Maybe<string>,
  limit: number,
): void {
  // A text has at most as many code points as it has units: most texts need no counting.
  if (value == null || value.length <= limit) return;
  const length = lengthOf(value);
  if (length <= limit) return;
  broken(
    problems,
    path,
    'maxLength',
    limit,
    `must have at most ${limit} characters, has ${length}`,
  );
}

/** `pattern`. */
export function matches(
  problems: Problem[],
  path: string,
  value: Maybe<string>,
  pattern: RegExp,
): void {
  if (value == null || pattern.test(value)) return;
  const { source } = pattern;
  broken(problems, path, 'pattern', source, `must match ${source}, got ${shown(value)}`);
}

/** `format`. */
export function inFormat(
  problems: Problem[],
  path: string,
  value: Maybe<string>,
  format: string,
  fits: (value: unknown) => boolean,
): void {
  if (value == null || fits(value)) return;
  broken(problems, path, 'format', format, `must be of the format ${format}, got ${shown(value)}`);
}

/** `minItems`. */
export function itemsAtLeast(
  problems: Problem[],
  path: string,
  value: Maybe<readonly unknown[]>,
  limit: number,
): void {
  if (value == null || value.length >= limit) return;
  const items = limit === 1 ? '1 item' : `${limit} items`;
  broken(problems, path, 'minItems', limit, `must have at least ${items}, has ${value.length}`);
}

/** `maxItems`. */
export function itemsAtMost(
  problems: Problem[],
  path: string,
  value: Maybe<readonly unknown[]>,
  limit: number,
): void {
  if (value == null || value.length <= limit) return;
  broken(
    problems,
    path,
    'maxItems',
    limit,
    `must have at most ${limit} items, has ${value.length}`,
  );
}

/** `@oneOf`: exactly one field of an input is written. */
export function exactlyOne(problems: Problem[], value: object, names: readonly string[]): void {
  const fields = value as Readonly<Record<string, unknown>>;
  const written = names.filter((name) => fields[name] != null);
  if (written.length === 1 && Object.keys(fields).length === 1) return;
  const got = written.length === 0 ? 'none' : Object.keys(fields).join(' and ');
  const text = `exactly one of ${names.join(', ')} must be written, got ${got}`;
  broken(problems, '', 'oneOf', names.join(', '), text);
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
