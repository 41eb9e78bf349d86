import { canonicalJson } from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';

/** What a subscriber wants of a topic. An event is wanted when its key under the same shape is the same. */
export interface Interest {
  /** The types, and the names of the fields that must have certain values. */
  readonly shape: string;
  /** Those values. */
  readonly key: string;
  /** The event's key under this shape; undefined when it is of another type. */
  readonly keyOf: (event: BoardEvent) => string | undefined;
}

/** In events of these types, where each argument that was given equals the event's field of that name. */
export function interestIn(
  types: ReadonlySet<string>,
  args: Readonly<Record<string, unknown>>,
): Interest {
  const names = Object.keys(args)
    .filter((name) => args[name] !== null && args[name] !== undefined)
    .sort();
  const keyOf = (value: Readonly<Record<string, unknown>>): string =>
    // Nothing to compare is the most usual case.
    names.length === 0 ? '' : canonicalJson(names.map((name) => value[name] ?? null));
  return {
    shape: JSON.stringify([[...types].sort(), names]),
    key: keyOf(args),
    keyOf: ({ type, value }) => (types.has(type) ? keyOf(value) : undefined),
  };
}

/** Whether it is wanted. */
export function isOf(interest: Interest, event: BoardEvent): boolean {
  return interest.keyOf(event) === interest.key;
}
