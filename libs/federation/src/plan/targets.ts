import type { ResponsePath } from '@apollo/query-planner';
import type { Json, Path } from './run.js';

/**
 * The objects at a plan's path, through lists. Each object once: entities that several places share
 * are one object after a merge.
 */
export function collectTargets(data: Json, path: ResponsePath): Json[] {
  const found = new Set<Json>();
  collect(data, path, 0, found);
  return [...found];
}

function collect(value: unknown, path: ResponsePath, at: number, found: Set<Json>): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    for (const item of value) collect(item, path, next, found);
    return;
  }
  const key = path[at];
  if (key === undefined) found.add(value as Json);
  else collect((value as Json)[key], path, at + 1, found);
}

/** An object at a plan's path, and the objects around it, outermost first. */
export interface Place {
  readonly target: Json;
  readonly around: readonly Json[];
}

/** The same, each object with what is around it. */
export function collectPlaces(data: Json, path: ResponsePath): readonly Place[] {
  const found: Place[] = [];
  surround(data, path, 0, [], found);
  return found;
}

function surround(
  value: unknown,
  path: ResponsePath,
  at: number,
  around: readonly Json[],
  found: Place[],
): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    for (const item of value) surround(item, path, next, around, found);
    return;
  }
  const key = path[at];
  const object = value as Json;
  if (key === undefined) found.push({ target: object, around });
  else surround(object[key], path, at + 1, [...around, object], found);
}

/** Every place at which each of the objects stands. Asked only when something went wrong there. */
export function locateTargets(data: Json, path: ResponsePath): Map<unknown, Path[]> {
  const places = new Map<unknown, Path[]>();
  locate(data, path, 0, [], places);
  return places;
}

function locate(
  value: unknown,
  path: ResponsePath,
  at: number,
  here: (string | number)[],
  places: Map<unknown, Path[]>,
): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    value.forEach((item, index) => locate(item, path, next, [...here, index], places));
    return;
  }
  const key = path[at];
  if (key === undefined) {
    const known = places.get(value);
    if (known) known.push(here);
    else places.set(value, [here]);
    return;
  }
  locate((value as Json)[key], path, at + 1, [...here, key], places);
}
