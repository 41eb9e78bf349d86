import type { ResponsePath } from '@apollo/query-planner';
import type { Json, Path } from './run.js';

/** One field of a plan's path, and the lists that it is known to hold. */
export interface PathStep {
  readonly key: string;
  readonly lists: number;
  /** Equal for equal steps. */
  readonly id: string;
}

/** Takes a plan's path apart, once. */
export function compilePath(path: ResponsePath): readonly PathStep[] {
  const steps: PathStep[] = [];
  for (let at = 0; at < path.length;) {
    const begin = at;
    const key = path[at] as string;
    at += 1;
    while (path[at] === '@') at += 1;
    steps.push({ key, lists: at - begin - 1, id: path.slice(begin, at).join(' ') });
  }
  return steps;
}

interface Found {
  readonly objects: ReadonlySet<Json>;
  readonly below: Map<string, Found>;
}

/**
 * Finds the objects in a run's data at plans' paths, through lists. Each object once: entities that several places share
 * are one object after a merge. It goes level by level, so that what is below a shared object, or what several paths have
 * in common, is looked through once; and it remembers what it found until it is told that objects came or went.
 */
export class TargetFinder {
  private readonly objects: ReadonlySet<Json>;
  private root: Found;

  constructor(data: Json) {
    this.objects = new Set([data]);
    this.root = { objects: this.objects, below: new Map() };
  }

  /** Whoever changes which objects the data holds has to tell. */
  forget(): void {
    if (this.root.below.size > 0) this.root = { objects: this.objects, below: new Map() };
  }

  at(path: readonly PathStep[]): ReadonlySet<Json> {
    let here = this.root;
    for (const step of path) {
      let next = here.below.get(step.id);
      if (!next) {
        const objects = new Set<Json>();
        for (const object of here.objects) collect(object[step.key], step.lists, objects);
        here.below.set(step.id, (next = { objects, below: new Map() }));
      }
      here = next;
    }
    return here.objects;
  }
}

/** Adds the objects in a value: below so many lists at least, for an object in place of a list breaks the schema. */
function collect(value: unknown, lists: number, found: Set<Json>): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) for (const item of value) collect(item, lists - 1, found);
  else if (lists <= 0) found.add(value as Json);
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
