import { createHash } from 'node:crypto';
import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { GraphQLError, isNonNullType, type DocumentNode, type GraphQLSchema } from 'graphql';
import { errors } from '@metamorphosis/contract';
import { readAccessRules, type AccessRules } from '../authorization/access-rules.js';
import { readCacheRules, type CacheRules } from '../caching/cache-rules.js';
import { readCostRules, type CostRules } from '../operation/operation-cost.js';
import { readOverrideLabels, type OverrideLabels } from '../overrides/override-labels.js';
import { typeTest, type TypeTest } from '../plan/type-test.js';
import { readInterfaceObjects } from '../supergraph/interface-objects.js';

/** A supergraph that can be planned against. */
export interface LoadedSupergraph {
  /** SHA-256 of its SDL. */
  readonly id: string;
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** Everything, with inaccessible parts and the directives that reached composition. */
  readonly fullSchema: GraphQLSchema;
  /** What callers need for parts of it. */
  readonly access: AccessRules;
  /** What parts of it cost. */
  readonly costs: CostRules;
  /** How long answers hold. */
  readonly caching: CacheRules;
  readonly isOfType: TypeTest;
  /** Whether some subgraph treats an interface as an object: it cannot tell of which type one is. */
  readonly isInterfaceObject: (name: string) => boolean;
  /** The name by which a subgraph knows objects of a type. */
  readonly typeNameIn: (subgraph: string, name: string) => string;
  /** Whether a field of the Mutation type may not be null. */
  isRequiredMutation(field: string): boolean;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Labels that decide who resolves which fields. */
  readonly overrides: OverrideLabels;
  /** Synchronous, milliseconds: cache what it returns. Labels that are not told do not hold. */
  plan(
    document: DocumentNode,
    operationName: string | undefined,
    overrides?: ReadonlyMap<string, boolean>,
  ): QueryPlan;
}

/** What the planner may compare before it takes the best: nothing else is served meanwhile. */
const MAX_EVALUATED_PLANS = 100;

/**
 * Builds a supergraph. Takes all features that the planner knows, also those that Apollo's own
 * gateway refuses. Throws CONFIGURATION_INVALID, with what is to be done, when the SDL is no valid supergraph.
 */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const supergraph = build(sdl);
  const api = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, {
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS },
  });
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const interfaceObjects = readInterfaceObjects(sdl);
  const isOfType = typeTest(fullSchema);
  return {
    sdl,
    id: createHash('sha256').update(sdl).digest('hex'),
    apiSchema: api.toGraphQLJSSchema({ includeDefer: true }),
    fullSchema,
    access: readAccessRules(supergraph.schema, fullSchema),
    costs: readCostRules(supergraph.schema),
    caching: readCacheRules(supergraph.schema),
    isOfType,
    isInterfaceObject: (name) => interfaceObjects.has(name),
    typeNameIn: (subgraph, name) =>
      interfaceObjects.of(subgraph).find((one) => isOfType(name, one)) ?? name,
    isRequiredMutation: (field) =>
      isNonNullType(fullSchema.getMutationType()?.getFields()[field]?.type),
    subgraphs: supergraph.subgraphsMetadata(),
    overrides: readOverrideLabels(supergraph.schema),
    plan(document, operationName, overrides) {
      const name = operationName === undefined ? undefined : { operationName };
      const operation = operationFromDocument(api, document, name);
      return planner.buildQueryPlan(
        operation,
        overrides && { overrideConditions: new Map(overrides) },
      );
    },
  };
}

function build(sdl: string): Supergraph {
  try {
    return Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  } catch (cause) {
    throw errors.CONFIGURATION_INVALID([`The supergraph is not valid: ${why(cause)}`], { cause });
  }
}

function why(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('must be a core schema')) {
    return 'this is the SDL of one subgraph, or of no federation. Compose it first: gregor compose <name>=<file>@<url> --output supergraph.graphql';
  }
  const { line, column } = (cause instanceof GraphQLError && cause.locations?.[0]) || {};
  return line === undefined ? message : `line ${line}, column ${column}: ${message}`;
}
