import type { GraphQLError } from 'graphql';
import type { Json, Path, Run } from '../plan/run.js';
import { ProjectionState, type DeferredObject } from '../projection/projection-state.js';
import { reaches, type Shape } from './shape.js';

/** What is told at once: the beginning of an answer, or a part of it that belongs to one object. */
export interface Payload {
  readonly data: Json | null;
  readonly errors: readonly GraphQLError[];
  /** What of the objects in it comes later. */
  readonly deferred: readonly DeferredObject[];
}

/** The names in a part of an answer: those that it tells itself, and those in what it defers, too. */
export interface PartShape {
  readonly own: Shape;
  readonly all: Shape;
}

/** Where a payload begins and what writes it. */
export type PayloadSource = Pick<DeferredObject, 'path' | 'value' | 'complete'>;

/** Writes a payload from what the runs of its part and of those around it gathered. */
export function writePayload(
  { path, value, complete }: PayloadSource,
  run: Run,
  shape: () => PartShape,
  introspection: Json | undefined,
): Payload {
  const known = gather(run);
  const before = known.errors.length;
  const state = new ProjectionState(known, introspection, path);
  const data = (complete(value, state) ?? null) as Json | null;
  const errors = [
    ...(before > 0 ? reported(run, path, shape()) : []),
    ...known.errors.slice(before),
  ];
  const deferred = state.deferred.filter((one) => standsIn(data, one.path.slice(path.length)));
  return { data, errors, deferred };
}

/** What is known to have gone wrong, here and around. */
function gather(run: Run): ConstructorParameters<typeof ProjectionState>[0] {
  const known = { variables: run.variables, errors: [...run.errors] };
  const places = { holes: [...run.holes], missing: [...run.missing] };
  for (let outer = run.outer; outer; outer = outer.outer) {
    known.errors.push(...outer.errors);
    places.holes.push(...outer.holes);
    places.missing.push(...outer.missing);
  }
  return { ...known, ...places };
}

/**
 * The errors that a payload tells: of its own fetches all but those of what it defers; of fetches
 * around it, which may have brought some of its fields along, those of its fields.
 */
function reported(run: Run, base: Path, { own, all }: PartShape): GraphQLError[] {
  const inside = ({ path = [] }: GraphQLError): Path | undefined =>
    path.length > base.length && startsWith(path, base) ? path.slice(base.length) : undefined;
  const list = run.errors.filter((error) => {
    const below = inside(error);
    if (!below) return startsWith(base, error.path ?? []);
    return reaches(own, below) || !reaches(all, below);
  });
  for (let outer = run.outer; outer; outer = outer.outer) {
    for (const error of outer.errors) {
      const below = inside(error);
      if (below && reaches(own, below)) list.push(error);
    }
  }
  return list;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, i) => path[i] === step);
}

/** Whether there is an object at a place, after nulls have taken along what is around them. */
function standsIn(data: unknown, path: Path): boolean {
  let here = data;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return false;
    here = (here as Record<string | number, unknown>)[step];
  }
  return typeof here === 'object' && here !== null;
}
