import type { GraphQLError } from 'graphql';
import type { RequestContext, Variables } from '../engine/engine.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import { TargetFinder } from './targets.js';

/** A JSON object on its way to becoming an answer. */
export type Json = Record<string, unknown>;

/** Where something stands in the answer. */
export type Path = readonly (string | number)[];

/** One execution of a compiled plan: the data gathered so far and what went wrong. */
export interface Run {
  readonly data: Json;
  /** Finds objects in `data`; to be told when some come or go. */
  readonly targets: TargetFinder;
  readonly errors: GraphQLError[];
  /** Places that stayed empty because of an error that stands elsewhere in the same fetch. */
  readonly holes: Path[];
  /** Places of entities that their subgraph does not know: references that lead nowhere. */
  readonly missing: Path[];
  readonly variables: Variables;
  readonly context: RequestContext;
  readonly client: (subgraph: string) => SubgraphClient;
  /** A required mutation failed: as in graphql-js, those behind it are not begun. */
  halted: boolean;
  /** For a deferred part of the answer: the run of what it stands in. Their data is one, what went wrong is each one's own. */
  readonly outer?: Run;
}

/** A node of a plan, compiled. Never rejects: failures become errors of the run. */
export type Step = (run: Run) => Promise<void> | void;

/** Whether something went wrong so far, here or in what this stands in. */
export function hasFailed({ errors, holes, missing, outer }: Run): boolean {
  if (errors.length + holes.length + missing.length > 0) return true;
  return outer !== undefined && hasFailed(outer);
}

/** A run that has gathered `data` and nothing else yet. */
export function startRun(
  start: Pick<Run, 'variables' | 'context' | 'client'> & { data?: Json },
): Run {
  const { data = {} } = start;
  const targets = new TargetFinder(data);
  return { ...start, data, targets, errors: [], holes: [], missing: [], halted: false };
}
