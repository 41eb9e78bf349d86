import { getVariableValues, type GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Grants } from '../authorization/grants.js';
import { operationAccess } from '../authorization/operation-access.js';
import { operationFreshness, type Freshness } from '../caching/operation-freshness.js';
import type { Variables } from '../engine/engine.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { compileOperation, type OperationCode } from './compile-operation.js';
import { conditionVariables, fixConditions } from './fix-conditions.js';
import { operationCost, type CostOptions } from './operation-cost.js';
import { withDistinctVariables } from './own-variables.js';
import { coded, type ParsedOperation } from './parse-operation.js';

/** An operation in all forms that its `@skip` and `@include` give it. */
export interface OperationVariants {
  readonly kind: OperationCode['kind'];
  readonly name: string | undefined;
  /** Client variables as graphql-js coerces them, or what is wrong with them. */
  coerce(variables: Variables | undefined): { values: Variables } | { errors: GraphQLError[] };
  /** The operation with what coerced variables leave of it. Throws INTERNAL_ERROR when planning fails. */
  codeFor(values: Variables, grants: Grants): OperationCode;
  /** What it is taken to cost with coerced variables, before it is executed. */
  cost(values: Variables): number;
  /** How long its answers hold; undefined: they are not kept. */
  readonly freshness: Freshness | undefined;
  /** Equal for callers who may see the same of it. */
  accessKey(grants: Grants): string;
}

/** Variants of one operation that are kept. */
const MAX_VARIANTS = 32;

/**
 * Compiles an operation; one whose selections depend on variables is planned for each combination
 * of their values, when it is first asked for. A planner that leaves conditions open joins fetches
 * that need different keys, and then none can be sent when a condition takes one key away.
 */
export function compileVariants(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  costOptions: Pick<CostOptions, 'listSize'> = {},
): OperationVariants {
  const { operation } = parsed;
  const distinct = withDistinctVariables(parsed);
  const { document } = distinct.parsed;
  const base = {
    kind: operation.operation,
    name: operation.name?.value,
    cost: operationCost(
      { schema: supergraph.apiSchema, rules: supergraph.costs },
      distinct.parsed,
      costOptions,
    ),
    coerce: (variables: Variables = {}) => {
      const coerced = coerce(supergraph, operation, variables);
      return 'errors' in coerced ? coerced : { values: distinct.valuesOf(coerced.values) };
    },
  };
  const names = conditionVariables(document);
  const access = operationAccess(supergraph, document);
  const freshness = freshnessOf(supergraph, distinct.parsed, access !== undefined);
  const accessKey = (grants: Grants): string => access?.keyOf(grants) ?? '';
  if (names.length === 0 && !access) {
    const code = compileOperation(supergraph, distinct.parsed);
    return { ...base, freshness, accessKey, codeFor: () => code };
  }
  const variants = new LRUCache<string, OperationCode>({ max: MAX_VARIANTS });
  return {
    ...base,
    freshness,
    accessKey,
    codeFor(values, grants) {
      const conditions = names.map((name) => (values[name] === true ? '1' : '0')).join('');
      const key = `${conditions} ${accessKey(grants)}`;
      let code = variants.get(key);
      if (!code) {
        const fixed =
          names.length === 0
            ? distinct.parsed
            : { document: fixConditions(document, values), operation };
        code = compileOperation(supergraph, fixed, access?.denialsOf(grants));
        variants.set(key, code);
      }
      return code;
    },
  };
}

function freshnessOf(
  { apiSchema: schema, caching: rules }: LoadedSupergraph,
  parsed: ParsedOperation,
  isProtected: boolean,
): Freshness | undefined {
  const freshness = operationFreshness({ schema, rules }, parsed);
  // What not everybody may see is nobody else's, whatever is said of it.
  return freshness && isProtected ? { ...freshness, scope: 'PRIVATE' } : freshness;
}

function coerce(
  { apiSchema }: LoadedSupergraph,
  { variableDefinitions = [] }: ParsedOperation['operation'],
  variables: Variables,
): { values: Variables } | { errors: GraphQLError[] } {
  const result = getVariableValues(apiSchema, variableDefinitions, variables, { maxErrors: 20 });
  if (result.errors) {
    return { errors: result.errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
  }
  return { values: result.coerced };
}
