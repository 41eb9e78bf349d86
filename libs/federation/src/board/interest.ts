import { canonicalJson, prepareFilter, valueAt, type Filter } from '@metamorphosis/core';
import type { BoardEvent } from './board-event.js';

/**
 * What a subscriber wants of a topic. An event is wanted when its key under the same shape is the same,
 * and what else is demanded holds.
 */
export interface Interest {
  /** The types. */
  readonly types: ReadonlySet<string>;
  /** The types, and the paths of the fields that must have certain values. */
  readonly shape: string;
  /** Those values. */
  readonly key: string;
  /** The event's key under this shape; undefined when it is of another type. */
  readonly keyOf: (event: BoardEvent) => string | undefined;
  /** Equal for those who demand the same besides. */
  readonly demand: string;
  /** Whether that holds of an event with the same key. @default nothing else is demanded */
  readonly holds?: (event: BoardEvent) => boolean;
}

/**
 * In events of these types for which the filter holds, and where each argument that was given and that the
 * filter does not mention equals the event's field of that name.
 */
export function interestIn(
  types: ReadonlySet<string>,
  args: Readonly<Record<string, unknown>>,
  filter?: Filter,
): Interest {
  const { equalities = [], holds } = filter ? prepareFilter(filter, args) : {};
  const names = Object.keys(args).filter(
    (name) =>
      args[name] !== null && args[name] !== undefined && filter?.argumentNames.has(name) !== true,
  );
  const wanted = [...names.map((name) => ({ path: [name], value: args[name] })), ...equalities];
  const sorted = wanted
    .map(({ path, value }) => ({ name: path.join('.'), path, value }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const paths = sorted.map(({ path }) => path);
  const shape = JSON.stringify([[...types].sort(), sorted.map(({ name }) => name)]);
  const keyOf = (values: readonly unknown[]): string =>
    // Nothing to compare is the most usual case.
    values.length === 0 ? '' : canonicalJson(values);
  return {
    types,
    shape,
    key: keyOf(sorted.map(({ value }) => value)),
    keyOf: ({ type, value }) =>
      types.has(type) ? keyOf(paths.map((path) => valueAt(value, path) ?? null)) : undefined,
    demand: filter && holds ? canonicalJson([filter.text, mentioned(filter, args)]) : '',
    ...(holds && { holds: ({ value }) => holds(value) }),
  };
}

function mentioned(
  { argumentNames }: Filter,
  args: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  return [...argumentNames].map((name) => args[name] ?? null);
}

/** Whether it is wanted. What is refused is told to all who take its type: its fields cannot be compared. */
export function isOf(interest: Interest, event: BoardEvent): boolean {
  if (event.refused) return interest.types.has(event.type);
  return interest.keyOf(event) === interest.key && (interest.holds?.(event) ?? true);
}
