import type { GraphQLError } from 'graphql';
import { errors, type MetamorphosisError } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import type { Variables } from '../engine/engine.js';
import type { Json, Path, Run } from '../plan/run.js';

/** What is known of places that stayed empty, by their keys. */
interface Known {
  /** At or below one of these nothing is to be expected. */
  readonly empty: ReadonlySet<string>;
  /** Below these something went wrong. */
  readonly above: ReadonlySet<string>;
  /** Here stands an entity that nobody knows. */
  readonly missing: ReadonlySet<string>;
}

/** What is told of an object in a part of its own. */
export interface DeferredObject {
  readonly part: string;
  /** Where the object stands in the client's answer. */
  readonly path: Path;
  readonly value: Json;
  complete(value: unknown, state: ProjectionState): unknown;
}

/** One projection: where it stands and what it found wrong. */
export class ProjectionState {
  readonly variables: Variables;
  /** The place of the value in hand; pushed and popped, copied only into errors. */
  readonly path: (string | number)[];
  /** What was met that comes later. */
  readonly deferred: DeferredObject[] = [];
  private cached: Known | undefined;

  constructor(
    private readonly run: Pick<Run, 'variables' | 'errors' | 'holes' | 'missing'>,
    /** Answers to `__schema` and `__type`, by response name. */
    readonly introspection?: Json,
    /** Where it begins. */
    base: Path = [],
  ) {
    this.variables = run.variables;
    this.path = [...base];
  }

  /** Remembers that a part tells more of the object here. */
  defer(part: string, value: Json, complete: DeferredObject['complete']): void {
    this.deferred.push({ part, path: [...this.path], value, complete });
  }

  /** Reports a value that breaks the schema, here. */
  violation(field: string, why: string): void {
    const error = errors.SUBGRAPH_INVALID_RESPONSE([`of ${field}`, why]);
    this.run.errors.push(located(error, [...this.path]));
    this.cached = undefined;
  }

  /** Reports that the value here is not told to this caller. */
  deny(error: MetamorphosisError): undefined {
    this.run.errors.push(located(error, [...this.path]));
    this.cached = undefined;
  }

  /** Whether it is known already why nothing is here: an error at, above or below, or an entity that nobody knows. */
  explained(): boolean {
    const { empty, above } = this.known();
    if (above.has(keyOf(this.path, this.path.length))) return true;
    for (let length = this.path.length; length >= 0; length -= 1) {
      if (empty.has(keyOf(this.path, length))) return true;
    }
    return false;
  }

  /** Whether the object here is a reference to an entity that its subgraph does not know. */
  isMissing(): boolean {
    if (this.run.missing.length === 0) return false;
    return this.known().missing.has(keyOf(this.path, this.path.length));
  }

  private known(): Known {
    return (this.cached ??= index(this.run));
  }
}

function index({ errors: list, holes, missing }: Pick<Run, 'errors' | 'holes' | 'missing'>): Known {
  const keys = (paths: readonly Path[]): string[] => paths.map((path) => keyOf(path, path.length));
  const paths = list.map(({ path }: GraphQLError) => path).filter((path) => path !== undefined);
  const above = new Set<string>();
  for (const path of paths) {
    for (let length = path.length - 1; length > 0; length -= 1) above.add(keyOf(path, length));
  }
  return {
    empty: new Set([...keys(holes), ...keys(missing), ...keys(paths)]),
    above,
    missing: new Set(keys(missing)),
  };
}

function keyOf(path: readonly (string | number)[], length: number): string {
  return path.slice(0, length).join('/');
}
