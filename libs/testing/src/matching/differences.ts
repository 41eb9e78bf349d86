import { isDeepStrictEqual } from 'node:util';
import { matcherOf } from './matchers.js';
import { shown } from './shown.js';

/** One place at which a value is not as expected. */
export interface Difference {
  /** `outcome.lines[0].quantity` */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** What `same` has met: shared by all comparisons of one expectation. */
export type Bound = Map<string, unknown>;

/** Where `actual` is not as `expected` says; an empty list when it is. A field that is undefined counts as absent. */
export function differences(
  expected: unknown,
  actual: unknown,
  path: string,
  bound: Bound = new Map(),
): readonly Difference[] {
  const matcher = matcherOf(expected);
  if (matcher) {
    return matcher.matches(actual, bound)
      ? []
      : [{ path, expected: shown(expected), actual: shown(actual) }];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return ofLists(expected, actual, path, bound);
  }
  if (isPlain(expected) && isPlain(actual)) return ofObjects(expected, actual, path, bound);
  if (isDeepStrictEqual(expected, actual)) return [];
  return [{ path, expected: shown(expected), actual: shown(actual) }];
}

function ofLists(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  bound: Bound,
): readonly Difference[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, index) => {
    const at = `${path}[${index}]`;
    if (index >= expected.length) {
      return [{ path: at, expected: 'nothing', actual: shown(actual[index]) }];
    }
    if (index >= actual.length) {
      return [{ path: at, expected: shown(expected[index]), actual: 'nothing' }];
    }
    return differences(expected[index], actual[index], at, bound);
  }).flat();
}

function ofObjects(
  expected: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  path: string,
  bound: Bound,
): readonly Difference[] {
  const fields = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return fields.flatMap((field) =>
    differences(expected[field], actual[field], path === '' ? field : `${path}.${field}`, bound),
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
