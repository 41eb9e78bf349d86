import { GraphQLError, type OperationDefinitionNode } from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Denials } from '../authorization/operation-access.js';
import { located } from '../engine/answer.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { compilePlan, type CompiledPlan } from '../plan/compile-plan.js';
import type { Json, Path, Run } from '../plan/run.js';
import { compileProjection } from '../projection/compile-projection.js';
import { compileWriter } from '../projection/compile-writer.js';
import { ProjectionState } from '../projection/projection-state.js';
import type { ParsedOperation } from './parse-operation.js';
import { planOperation, type OperationForm, type PlannedOperation } from './plan-operation.js';

/** An operation ready to run, without what a single run needs. */
export interface OperationCode {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  readonly plan: CompiledPlan;
  /** What this form of it does not tell. */
  readonly denials: Denials | undefined;
  readonly supergraph: LoadedSupergraph;
  readonly clientPath: (path: Path) => Path;
  /** The definition in which fields bear the names of the plan. */
  readonly definition: OperationDefinitionNode;
  readonly fragments: PlannedOperation['source']['fragments'];
  /** Writes the answer from what the run gathered; adds what it finds wrong to the run's errors. */
  project(run: Run): Json | null;
  /** The same as JSON text; undefined when there is something to report, or to introspect. */
  write(run: Run): string | undefined;
}

/** Plans and compiles an operation that is answered whole. Throws INTERNAL_ERROR when the planner fails. */
export function compileOperation(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  form: OperationForm = {},
): OperationCode {
  const planned = planOperation(supergraph, parsed, form);
  const { name, source, root, definition, introspect, clientPath } = planned;
  const projector = compileProjection(source, root, definition.selectionSet);
  const writer = compileWriter(source, root, definition.selectionSet);
  return {
    kind: definition.operation,
    name,
    supergraph,
    clientPath,
    definition,
    fragments: source.fragments,
    denials: form.denials,
    plan: compilePlan(planned.plan, { ...supergraph, clientPath }),
    project(run) {
      const introspection = introspect?.(run.variables, run.errors);
      return projector(run.data, new ProjectionState(run, introspection));
    },
    write: (run) => (isClean(run) ? writer(run.data, run.variables) : undefined),
  };
}

function isClean({ errors: list, holes, missing }: Run): boolean {
  return list.length === 0 && holes.length === 0 && missing.length === 0;
}

/** What an unforeseen failure looks like in an answer. */
export function internalError(error: unknown): GraphQLError {
  return located(
    isMetamorphosisError(error)
      ? error
      : errors.INTERNAL_ERROR([error instanceof Error ? error.message : String(error)], {
          cause: error,
        }),
  );
}
