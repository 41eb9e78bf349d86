import type { Json } from './run.js';

/** Merges `from` into `into`, in place. Lists of the same field merge item by item. */
export function merge(into: Json, from: Json): void {
  for (const key in from) {
    // Planned response names never are `__proto__`; an answer that says so must not reach the prototype.
    if (key === '__proto__') continue;
    const theirs = from[key];
    const ours = into[key];
    if (isObject(ours) && isObject(theirs)) mergeObjects(ours, theirs);
    else into[key] = theirs;
  }
}

function mergeObjects(ours: Json | unknown[], theirs: Json | unknown[]): void {
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours)) return;
    for (let i = 0; i < theirs.length; i += 1) {
      const mine: unknown = ours[i];
      const other: unknown = theirs[i];
      if (isObject(mine) && isObject(other)) mergeObjects(mine, other);
      else ours[i] = other;
    }
  } else if (!Array.isArray(ours)) {
    merge(ours, theirs);
  }
}

function isObject(value: unknown): value is Json | unknown[] {
  return typeof value === 'object' && value !== null;
}
