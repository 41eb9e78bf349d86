/** Stands in an expectation for a value that is not known beforehand. */
export interface Matcher {
  readonly matcher: true;
  /** For failure messages. */
  readonly description: string;
  /** `bound`: what `same` has met so far in this comparison. */
  matches(actual: unknown, bound: Map<string, unknown>): boolean;
}

/** Takes any value: `orderPlaced({ orderId: anything(), ... })`. Its type is that of the field. */
export function anything<T>(): T {
  return matcher('anything', (actual) => actual !== undefined) as T;
}

/** Takes values for which `holds` is true. Its type is that of the field. */
export function satisfying<T>(description: string, holds: (actual: T) => boolean): T {
  return matcher(description, (actual) => holds(actual as T)) as T;
}

/**
 * Takes any value, and wherever else `same` stands with this name the equal one:
 * `{ __typename: 'Order', id: same('order') }` and `orderPlaced({ orderId: same('order'), ... })`.
 */
export function same<T>(name: string): T {
  return matcher(`the same "${name}"`, (actual, bound) => {
    if (actual === undefined) return false;
    if (!bound.has(name)) bound.set(name, actual);
    return JSON.stringify(bound.get(name)) === JSON.stringify(actual);
  }) as T;
}

function matcher(description: string, matches: Matcher['matches']): unknown {
  return { matcher: true, description, matches } satisfies Matcher;
}

/** One of ours, or an asymmetric matcher of a test runner (`expect.any(String)`). */
export function matcherOf(value: unknown): Matcher | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('matcher' in value && value.matcher === true) return value as Matcher;
  const foreign = value as { asymmetricMatch?: unknown; toString(): string };
  if (typeof foreign.asymmetricMatch !== 'function') return undefined;
  const match = foreign.asymmetricMatch.bind(value) as (actual: unknown) => boolean;
  return { matcher: true, description: foreign.toString(), matches: (actual) => match(actual) };
}
