import type { QueryPlan } from '@apollo/query-planner';
import {
  getOperationAST,
  GraphQLError,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import type { Denials } from '../authorization/operation-access.js';
import { located } from '../engine/answer.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { compilePlan, type CompiledPlan } from '../plan/compile-plan.js';
import type { Json, Path, Run } from '../plan/run.js';
import { collectFields } from '../projection/collect-fields.js';
import {
  compileProjection,
  type ProjectionSource,
  type Projector,
} from '../projection/compile-projection.js';
import { compileWriter } from '../projection/compile-writer.js';
import { ALWAYS } from '../projection/conditions.js';
import { compileIntrospection, type Introspect } from '../projection/introspection.js';
import { ProjectionState } from '../projection/projection-state.js';
import { withDistinctNames } from './distinct-names.js';
import { fragmentsOf, type ParsedOperation } from './parse-operation.js';
import { simplifyConditions } from './simplify-conditions.js';

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
  readonly fragments: ReturnType<typeof fragmentsOf>;
  /** Writes the answer from what the run gathered; adds what it finds wrong to the run's errors. */
  project(run: Run): Json | null;
  /** The same as JSON text; undefined when there is something to report, or to introspect. */
  write(run: Run): string | undefined;
}

/** Plans and compiles an operation. Throws INTERNAL_ERROR when the planner fails. */
export function compileOperation(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  denials?: Denials,
): OperationCode {
  const { apiSchema } = supergraph;
  const name = parsed.operation.name?.value;
  const { document, clientName, clientPath } = withDistinctNames(apiSchema, parsed.document);
  const definition = getOperationAST(document, name) as OperationDefinitionNode;
  const root = apiSchema.getRootType(definition.operation) as GraphQLObjectType;
  const fragments = fragmentsOf(document);
  const source: ProjectionSource = {
    schema: apiSchema,
    isInterfaceObject: supergraph.isInterfaceObject,
    fragments,
    outputName: clientName,
    sourceKey: ({ node }) => (node.alias ?? node.name).value,
    ...(denials && { denials }),
  };
  // What is not told is not asked for; the projection says so where it would stand.
  const told = denials?.withoutDenied(document) ?? document;
  const toldDefinition = getOperationAST(told, name);
  const projector = compileProjection(source, root, definition.selectionSet);
  const writer = compileWriter(source, root, definition.selectionSet);
  const introspect = compileIntrospection(apiSchema, document, definition);
  const plan =
    toldDefinition && selectsData(source, root, toldDefinition)
      ? buildPlan(supergraph, simplifyConditions(told), name)
      : EMPTY_PLAN;
  return {
    kind: definition.operation,
    name,
    supergraph,
    clientPath,
    definition,
    fragments,
    denials,
    plan: compilePlan(plan, { ...supergraph, clientPath }),
    project: (run) => project(run, projector, introspect),
    write: (run) => (isClean(run) ? writer(run.data, run.variables) : undefined),
  };
}

const EMPTY_PLAN: QueryPlan = { kind: 'QueryPlan' };

function buildPlan(
  supergraph: LoadedSupergraph,
  document: ParsedOperation['document'],
  name: string | undefined,
): QueryPlan {
  let plan: QueryPlan;
  try {
    plan = supergraph.plan(document, name);
  } catch (cause) {
    throw errors.INTERNAL_ERROR(['The planner failed on a valid operation.'], { cause });
  }
  if (plan.node) return plan;
  throw errors.INTERNAL_ERROR([
    'The planner made an empty plan for an operation that selects data.',
  ]);
}

function selectsData(
  source: ProjectionSource,
  root: GraphQLObjectType,
  { selectionSet }: OperationDefinitionNode,
): boolean {
  const fields = collectFields(source, root, [{ selectionSet, condition: ALWAYS }]);
  return [...fields.values()].some(([first]) => !first?.node.name.value.startsWith('__'));
}

function project(run: Run, projector: Projector, introspect: Introspect | undefined): Json | null {
  const introspection = introspect?.(run.variables, run.errors);
  return projector(run.data, new ProjectionState(run, introspection));
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
