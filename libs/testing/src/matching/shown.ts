import { inspect } from 'node:util';
import { matcherOf } from './matchers.js';

/** A value for people to read, on one line where it is short; matchers by their description. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return inspect(withoutMatchers(value), { depth: 8, breakLength: 100, sorted: false });
}

/** The value with descriptions in place of matchers. */
function withoutMatchers(value: unknown): unknown {
  const matcher = matcherOf(value);
  if (matcher) return { [inspect.custom]: () => `<${matcher.description}>` };
  if (Array.isArray(value)) return value.map(withoutMatchers);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, withoutMatchers(inner)]),
  );
}
