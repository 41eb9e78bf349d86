import type { FetchNode } from '@apollo/query-planner';
import { anyOf } from '../projection/conditions.js';
import { canCombine, combineOperations, ENTITIES, REPRESENTATIONS } from './combine-operations.js';
import type { ContextValues } from './context-values.js';
import { errorsOf } from './entity-batch.js';
import { AskedEntities } from './entity-question.js';
import type { FetchContext } from './fetch-context.js';
import type { PlannedFetch } from './planned-fetch.js';
import { compileRepresentationText } from './representation-text.js';
import { compileRequest, compileVariables, send, type RequestTemplate } from './request.js';
import { compileRewrites } from './rewrites.js';
import { hasFailed, type Json, type Run, type Step } from './run.js';
import { collectPlaces } from './targets.js';

/** Entities for which all arguments from the context have the same values. */
interface InContext {
  readonly values: readonly (string | undefined)[];
  readonly asked: AskedEntities;
}

/** Contexts in one request. */
const MAX_TOGETHER = 20;

/**
 * Compiles a fetch of entities that takes arguments from what is around them. Those for which these
 * are the same are one list; lists stand beside each other in a request, under aliases.
 */
export function compileContextBatch(
  fetch: PlannedFetch,
  values: ContextValues,
  context: FetchContext,
): Step {
  const gather = compileGather(fetch, values, context);
  const ask = compileAsk(fetch.node, values);
  const together = canCombine(fetch.node.operation) ? MAX_TOGETHER : 1;
  return (run) => {
    const all = gather(run);
    if (all.length === 0) return undefined;
    const requests: Promise<void>[] = [];
    for (let i = 0; i < all.length; i += together) {
      requests.push(ask(run, all.slice(i, i + together)));
    }
    return Promise.all(requests).then(() => undefined);
  };
}

function compileGather(
  { node, path, condition }: PlannedFetch,
  values: ContextValues,
  context: FetchContext,
): (run: Run) => readonly InContext[] {
  const included = anyOf([condition]);
  const representations = compileRepresentationText(node, context);
  const rewrite = compileRewrites(node.outputRewrites, context.isOfType);
  return (run) => {
    if (included && !included(run.variables)) return [];
    const failed = hasFailed(run);
    const contexts = new Map<string, Found>();
    for (const { target, around } of collectPlaces(run.data, path)) {
      const text = representations.write(target, failed);
      if (text === undefined) continue;
      const found = values.read(target, around);
      const key = JSON.stringify(found);
      const known: Found = contexts.get(key) ?? { values: found, entities: new Map() };
      contexts.set(key, known);
      const same = known.entities.get(text) ?? new Set<Json>();
      known.entities.set(text, same.add(target));
    }
    return [...contexts.values()].map(({ values: of, entities }) => ({
      values: of,
      asked: new AskedEntities(run, node.serviceName, entities, [path], context, rewrite),
    }));
  };
}

interface Found extends Pick<InContext, 'values'> {
  readonly entities: Map<string, Set<Json>>;
}

/** A request for so many contexts, and the names in it. */
interface Form {
  readonly request: RequestTemplate;
  readonly parts: readonly { readonly alias: string; readonly names: readonly string[] }[];
}

function compileAsk(
  node: FetchNode,
  { names }: ContextValues,
): (run: Run, asked: readonly InContext[]) => Promise<void> {
  const own = [REPRESENTATIONS, ...names];
  const others = compileVariables(node.variableUsages?.filter((name) => !names.includes(name)));
  const forms: Form[] = [];
  const formOf = (count: number): Form =>
    (forms[count] ??= compileForm(node.operation, own, count));

  return async function ask(run, asked) {
    const { request, parts } = formOf(asked.length);
    const variables = parts.flatMap(({ names: of }, i) => {
      const { asked: entities, values } = asked[i] as InContext;
      const texts = [`[${entities.representations}]`, ...values];
      return of.flatMap((name, j) =>
        texts[j] === undefined ? [] : [`${JSON.stringify(name)}:${texts[j]}`],
      );
    });
    const rest = others(run);
    if (rest) variables.push(rest);
    const response = await send(
      run,
      node.serviceName,
      request(`{${variables.join(',')}}`),
      (error) => {
        for (const one of asked) one.asked.fail(error);
      },
    );
    if (!response) return;
    const { data } = response;
    if (!data && asked.length > 1) {
      // What fails as a whole takes along those that only share the request: each for itself, then.
      await Promise.all(asked.map((one) => ask(run, [one])));
      return;
    }
    const aliases = new Set(parts.map(({ alias }) => alias));
    parts.forEach(({ alias }, i) => {
      asked[i]?.asked.accept(data?.[alias], errorsOf(response, alias, aliases));
    });
  };
}

function compileForm(operation: string, own: readonly string[], count: number): Form {
  if (count === 1) {
    return {
      request: compileRequest(operation, 'query'),
      parts: [{ alias: ENTITIES, names: own }],
    };
  }
  const combined = combineOperations(
    Array.from({ length: count }, () => operation),
    own,
  );
  return {
    request: compileRequest(combined.query, 'query'),
    parts: combined.parts.map(({ alias, own: names }) => ({ alias, names })),
  };
}
