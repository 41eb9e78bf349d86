import type { FetchContext } from './fetch-context.js';
import type { Json } from './run.js';

/** Whether a type name says less than one that is known already: an interface's, from who treats it as an object. */
export type IsVague = (typename: string) => boolean;

/**
 * Merges `from` into `into`, in place. Lists of the same field merge item by item. Tells whether an object or a list came or
 * went: what was found in the data before may not be all there is, then.
 */
export function merge(into: Json, from: Json, isVague: IsVague): boolean {
  let moved = false;
  for (const key in from) {
    // Planned response names never are `__proto__`; an answer that says so must not reach the prototype.
    if (key === '__proto__') continue;
    const theirs = from[key];
    const ours = into[key];
    if (isObject(ours) && isObject(theirs)) {
      moved = mergeObjects(ours, theirs, isVague) || moved;
    } else if (key === '__typename' && typeof ours === 'string' && isVague(String(theirs))) {
      continue;
    } else {
      into[key] = theirs;
      moved ||= isObject(ours) || isObject(theirs);
    }
  }
  return moved;
}

/** Merges `from` into several; what is new in them is shared, unless they are to be kept apart. Tells the same as `merge`. */
export function mergeIntoAll(
  all: Iterable<Json>,
  from: Json,
  { isInterfaceObject, keepsApart = false }: Pick<FetchContext, 'isInterfaceObject' | 'keepsApart'>,
): boolean {
  let isTaken = false;
  let moved = false;
  for (const into of all) {
    const own = keepsApart && isTaken ? structuredClone(from) : from;
    moved = merge(into, own, isInterfaceObject) || moved;
    isTaken = true;
  }
  return moved;
}

function mergeObjects(ours: Json | unknown[], theirs: Json | unknown[], isVague: IsVague): boolean {
  let moved = false;
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return false;
    for (let i = 0; i < theirs.length; i += 1) {
      const mine: unknown = ours[i];
      const other: unknown = theirs[i];
      if (isObject(mine) && isObject(other)) moved = mergeObjects(mine, other, isVague) || moved;
      else {
        ours[i] = other;
        moved ||= isObject(mine) || isObject(other);
      }
    }
  } else if (!Array.isArray(ours)) {
    moved = merge(ours, theirs, isVague);
  }
  return moved;
}

function isObject(value: unknown): value is Json | unknown[] {
  return typeof value === 'object' && value !== null;
}
