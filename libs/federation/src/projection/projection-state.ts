import type { GraphQLError } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import type { Variables } from '../engine/engine.js';
import type { Json, Path } from '../plan/run.js';

/** One projection: where it stands and what it found wrong. */
export class ProjectionState {
  /** The place of the value in hand; pushed and popped, copied only into errors. */
  readonly path: (string | number)[] = [];
  private known: { readonly at: Set<string>; readonly above: Set<string> } | undefined;

  constructor(
    readonly variables: Variables,
    readonly errors: GraphQLError[],
    /** Answers to `__schema` and `__type`, by response name. */
    readonly introspection: Json | undefined,
    /** Places that stayed empty because of an error that stands elsewhere. */
    private readonly holes: readonly Path[] = [],
  ) {}

  /** Reports a value that breaks the schema, here. */
  violation(field: string, why: string): void {
    const error = errors.SUBGRAPH_INVALID_RESPONSE([`of ${field}`, why]);
    this.errors.push(located(error, [...this.path]));
    this.known = undefined;
  }

  /** Whether an error at, above or below this place already says why nothing is here. */
  explained(): boolean {
    if (this.errors.length === 0) return false;
    const { at, above } = (this.known ??= index(this.errors, this.holes));
    if (above.has(keyOf(this.path, this.path.length))) return true;
    for (let length = this.path.length; length >= 0; length -= 1) {
      if (at.has(keyOf(this.path, length))) return true;
    }
    return false;
  }
}

function index(
  list: readonly GraphQLError[],
  holes: readonly Path[],
): { at: Set<string>; above: Set<string> } {
  const at = new Set(holes.map((path) => keyOf(path, path.length)));
  const above = new Set<string>();
  for (const { path } of list) {
    if (!path) continue;
    at.add(keyOf(path, path.length));
    for (let length = path.length - 1; length > 0; length -= 1) above.add(keyOf(path, length));
  }
  return { at, above };
}

function keyOf(path: readonly (string | number)[], length: number): string {
  return path.slice(0, length).join('/');
}
