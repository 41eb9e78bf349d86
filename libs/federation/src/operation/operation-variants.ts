import { getVariableValues, OperationTypeNode, type GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Grants } from '../authorization/grants.js';
import { operationAccess, type OperationAccess } from '../authorization/operation-access.js';
import { operationFreshness, type Freshness } from '../caching/operation-freshness.js';
import { compileDeferred, type DeferredCode } from '../defer/compile-deferred.js';
import { withoutDefer } from '../defer/defer-document.js';
import { hasDefer } from '../defer/defer-rules.js';
import type { Variables } from '../engine/engine.js';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { compileOperation, type OperationCode } from './compile-operation.js';
import { conditionVariables, fixConditions } from './fix-conditions.js';
import { operationCost, type CostOptions } from './operation-cost.js';
import { withDistinctVariables } from './own-variables.js';
import { coded, type ParsedOperation } from './parse-operation.js';
import type { OperationForm } from './plan-operation.js';
import type { RequestClass } from './request-class.js';

/** An operation in all forms that its `@skip`, `@include` and `@defer` give it. */
export interface OperationVariants {
  readonly kind: OperationCode['kind'];
  readonly name: string | undefined;
  /** Client variables as graphql-js coerces them, or what is wrong with them. */
  coerce(variables: Variables | undefined): { values: Variables } | { errors: GraphQLError[] };
  /** The operation with what coerced variables leave of it, answered whole. Throws INTERNAL_ERROR when planning fails. */
  codeFor: CodeFor<OperationCode>;
  /**
   * The same in parts; undefined when with these variables nothing is deferred. Not there when the
   * document has no `@defer`.
   */
  readonly deferredCodeFor: CodeFor<DeferredCode | undefined> | undefined;
  /** What it is taken to cost with coerced variables, before it is executed. */
  cost(values: Variables): number;
  /** How long its answers hold; undefined: they are not kept. */
  readonly freshness: Freshness | undefined;
  /** How many forms of it are compiled just now. */
  forms(): number;
  /** Equal for callers who may see the same of it. */
  accessKey(grants: Grants): string;
}

/** Code for coerced variables and a class of requests. */
export type CodeFor<T> = (values: Variables, request: RequestClass) => T;

/** What was compiled of it so far. */
interface Compiled<T> {
  readonly codeFor: CodeFor<T>;
  readonly forms: () => number;
}

/** Variants of one operation that are kept. */
const MAX_VARIANTS = 32;

/**
 * Compiles an operation; one whose selections depend on variables is planned for each combination
 * of their values, when it is first asked for, and so is one whose fields have labels of `@override`.
 * A planner that leaves conditions open joins fetches that need different keys, and then none can be
 * sent when a condition takes one key away.
 */
export function compileVariants(
  supergraph: LoadedSupergraph,
  parsed: ParsedOperation,
  costOptions: Pick<CostOptions, 'listSize'> = {},
): OperationVariants {
  const { operation } = parsed;
  const distinct = withDistinctVariables(parsed);
  const { document } = distinct.parsed;
  const access = operationAccess(supergraph, document);
  const defers = operation.operation !== OperationTypeNode.SUBSCRIPTION && hasDefer(document);
  const whole = { document: withoutDefer(document), operation };
  const sources = { supergraph, access };
  const answered = variantsOf(sources, whole, compileOperation);
  const deferred = defers
    ? whenAsked(() => variantsOf(sources, distinct.parsed, compileDeferred))
    : undefined;
  return {
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
    accessKey: (grants) => access?.keyOf(grants) ?? '',
    freshness: freshnessOf(supergraph, distinct.parsed, access !== undefined),
    forms: () => answered.forms() + (deferred?.forms() ?? 0),
    codeFor: answered.codeFor,
    deferredCodeFor: deferred?.codeFor,
  };
}

/** Most clients of a document ask for it in parts, or none does. */
function whenAsked<T>(make: () => Compiled<T>): Compiled<T> {
  let compiled: Compiled<T> | undefined;
  return {
    codeFor: (values, request) => (compiled ??= make()).codeFor(values, request),
    forms: () => compiled?.forms() ?? 0,
  };
}

interface Sources {
  readonly supergraph: LoadedSupergraph;
  readonly access: OperationAccess | undefined;
}

/** Compiles at once what is the same for all, and each form of what is not when it is first asked for. */
function variantsOf<T>(
  { supergraph, access }: Sources,
  parsed: ParsedOperation,
  compile: (supergraph: LoadedSupergraph, parsed: ParsedOperation, form: OperationForm) => T,
): Compiled<T> {
  const { document, operation } = parsed;
  const names = conditionVariables(document);
  const labels = supergraph.overrides.of(document);
  if (names.length + labels.length === 0 && !access) {
    const code = compile(supergraph, parsed, {});
    return { codeFor: () => code, forms: () => 1 };
  }
  const variants = new LRUCache<string, { readonly code: T }>({ max: MAX_VARIANTS });
  const codeFor: CodeFor<T> = (values, { grants, overrides }) => {
    const conditions = names.map((name) => String(values[name])).join(' ');
    const decided = new Map(labels.map((label) => [label, overrides(label)]));
    const key = `${conditions}\n${[...decided.values()].join(' ')}\n${access?.keyOf(grants) ?? ''}`;
    let variant = variants.get(key);
    if (!variant) {
      const fixed =
        names.length === 0 ? parsed : { document: fixConditions(document, values), operation };
      const form = { denials: access?.denialsOf(grants), overrides: decided };
      variant = { code: compile(supergraph, fixed, form) };
      variants.set(key, variant);
    }
    return variant.code;
  };
  return { codeFor, forms: () => variants.size };
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
