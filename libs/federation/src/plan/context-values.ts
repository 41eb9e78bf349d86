import type { FetchNode } from '@apollo/query-planner';
import type { Json } from './run.js';
import type { TypeTest } from './type-test.js';

/** What fields around an object say for the arguments that a fetch takes from its context. */
export interface ContextValues {
  /** The variables of the fetch that are theirs. */
  readonly names: readonly string[];
  /** Their values as JSON, in the same order; undefined where there is none. `around`: the objects around, outermost first. */
  read(object: Json, around: readonly Json[]): readonly (string | undefined)[];
}

const UP = '..';
const FRAGMENT = '... on ';

type Lookup = (object: Json, around: readonly Json[]) => unknown;

/** Compiles the context rewrites of a fetch; undefined when it has none. */
export function compileContextValues(
  { contextRewrites = [] }: FetchNode,
  isOfType: TypeTest,
): ContextValues | undefined {
  if (contextRewrites.length === 0) return undefined;
  // A context may be set by several types: whichever the object around is of, says it.
  const byName = Map.groupBy(contextRewrites, ({ renameKeyTo }) => renameKeyTo);
  const lookups = [...byName.values()].map((list) =>
    list.map(({ path }) => compileLookup(path, isOfType)),
  );
  return {
    names: [...byName.keys()],
    read: (object, around) =>
      lookups.map((alternatives) => {
        for (const look of alternatives) {
          const value = look(object, around);
          if (value !== undefined) return JSON.stringify(value);
        }
        return undefined;
      }),
  };
}

function compileLookup(path: readonly string[], isOfType: TypeTest): Lookup {
  const ups = path.findIndex((step) => step !== UP);
  const steps = path.slice(ups);
  return (object, around) => {
    let here: unknown = ups === 0 ? object : around[around.length - ups];
    for (const step of steps) {
      if (here === null) return null;
      if (typeof here !== 'object') return undefined;
      const { __typename: name, [step]: value } = here as Json;
      if (!step.startsWith(FRAGMENT)) here = value;
      else if (typeof name === 'string' && !isOfType(name, step.slice(FRAGMENT.length))) {
        return undefined;
      }
    }
    return here;
  };
}
