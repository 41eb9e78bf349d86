import type { QueryPlan } from '@apollo/query-planner';
import { getOperationAST, type GraphQLObjectType, type OperationDefinitionNode } from 'graphql';
import { errors } from '@metamorphosis/contract';
import type { Denials } from '../authorization/operation-access.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import type { Path } from '../plan/run.js';
import { collectFields } from '../projection/collect-fields.js';
import type { ProjectionSource } from '../projection/compile-projection.js';
import { ALWAYS } from '../projection/conditions.js';
import { compileIntrospection, type Introspect } from '../projection/introspection.js';
import { withDistinctNames } from './distinct-names.js';
import { fragmentsOf, type ParsedOperation } from './parse-operation.js';
import { simplifyConditions } from './simplify-conditions.js';

/** An operation with its plan, and what its answer is written from. */
export interface PlannedOperation {
  readonly name: string | undefined;
  readonly plan: QueryPlan;
  readonly source: ProjectionSource;
  readonly root: GraphQLObjectType;
  readonly introspect: Introspect | undefined;
  readonly clientPath: (path: Path) => Path;
  /** The definition in which fields bear the names of the plan. */
  readonly definition: OperationDefinitionNode;
}

/** What an operation is planned for. */
export interface OperationForm {
  /** What is not told to the callers that it is for. @default everything is */
  readonly denials?: Denials | undefined;
  /** The labels of `@override` that matter to it, and whether they hold. @default none does */
  readonly overrides?: ReadonlyMap<string, boolean> | undefined;
}

/** Plans an operation. Throws INTERNAL_ERROR when the planner fails. */
export function planOperation(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  { denials, overrides }: OperationForm = {},
): PlannedOperation {
  const { apiSchema } = supergraph;
  const name = parsed.operation.name?.value;
  const { document, clientName, clientPath } = withDistinctNames(apiSchema, parsed.document);
  const definition = getOperationAST(document, name) as OperationDefinitionNode;
  const root = apiSchema.getRootType(definition.operation) as GraphQLObjectType;
  const source: ProjectionSource = {
    schema: apiSchema,
    isInterfaceObject: supergraph.isInterfaceObject,
    fragments: fragmentsOf(document),
    outputName: clientName,
    sourceKey: ({ node }) => (node.alias ?? node.name).value,
    ...(denials && { denials }),
  };
  // What is not told is not asked for; the projection says so where it would stand.
  const told = denials?.withoutDenied(document) ?? document;
  const toldDefinition = getOperationAST(told, name);
  const plan =
    toldDefinition && selectsData(source, root, toldDefinition)
      ? buildPlan(() => supergraph.plan(simplifyConditions(told), name, overrides))
      : EMPTY_PLAN;
  const introspect = compileIntrospection(apiSchema, document, definition);
  return { name, plan, source, root, introspect, clientPath, definition };
}

const EMPTY_PLAN: QueryPlan = { kind: 'QueryPlan' };

function buildPlan(build: () => QueryPlan): QueryPlan {
  let plan: QueryPlan;
  try {
    plan = build();
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
