import type { FetchContext } from './fetch-context.js';
import type { Json } from './run.js';

/** Whether a type name says less than one that is known already: an interface's, from who treats it as an object. */
export type IsVague = (typename: string) => boolean;

/** Merges `from` into `into`, in place. Lists of the same field merge item by item. */
export function merge(into: Json, from: Json, isVague: IsVague): void {
  for (const key in from) {
    // Planned response names never are `__proto__`; an answer that says so must not reach the prototype.
    if (key === '__proto__') continue;
    const theirs = from[key];
    const ours = into[key];
    if (isObject(ours) && isObject(theirs)) mergeObjects(ours, theirs, isVague);
    else if (key === '__typename' && typeof ours === 'string' && isVague(String(theirs))) continue;
    else into[key] = theirs;
  }
}

/** Merges `from` into several; what is new in them is shared, unless they are to be kept apart. */
export function mergeIntoAll(
  all: Iterable<Json>,
  from: Json,
  { isInterfaceObject, keepsApart = false }: Pick<FetchContext, 'isInterfaceObject' | 'keepsApart'>,
): void {
  let isTaken = false;
  for (const into of all) {
    merge(into, keepsApart && isTaken ? structuredClone(from) : from, isInterfaceObject);
    isTaken = true;
  }
}

function mergeObjects(ours: Json | unknown[], theirs: Json | unknown[], isVague: IsVague): void {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return;
    for (let i = 0; i < theirs.length; i += 1) {
      const mine: unknown = ours[i];
      const other: unknown = theirs[i];
      if (isObject(mine) && isObject(other)) mergeObjects(mine, other, isVague);
      else ours[i] = other;
    }
  } else if (!Array.isArray(ours)) {
    merge(ours, theirs, isVague);
  }
}

function isObject(value: unknown): value is Json | unknown[] {
  return typeof value === 'object' && value !== null;
}
