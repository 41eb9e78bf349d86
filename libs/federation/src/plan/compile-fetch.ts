import type { FetchNode, ResponsePath } from '@apollo/query-planner';
import { getOperationAST, Kind, OperationTypeNode, parse, type SelectionSetNode } from 'graphql';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import type { SubgraphRequest, SubgraphResponse } from '../subgraph/subgraph-client.js';
import { merge } from './merge.js';
import { compileRepresentation } from './representations.js';
import { compileRewrites } from './rewrites.js';
import type { Json, Path, Run, Step } from './run.js';
import { fromSubgraph } from './subgraph-errors.js';
import { collectTargets, locateTargets } from './targets.js';
import type { TypeTest } from './type-test.js';

/** What compiling a fetch takes besides the plan. */
export interface FetchContext {
  readonly isOfType: TypeTest;
  /** Whether a field of the Mutation type may not be null. */
  readonly isRequiredMutation: (field: string) => boolean;
  /** Turns the response names of the plan into those of the client's document. */
  readonly clientPath: (path: Path) => Path;
}

/** Compiles one fetch that is made for the objects at `path` (empty: for the operation's root). */
export function compileFetch(node: FetchNode, path: ResponsePath, context: FetchContext): Step {
  if (node.contextRewrites && node.contextRewrites.length > 0) {
    throw errors.INTERNAL_ERROR([
      `Subgraph ${node.serviceName} uses @fromContext, which is not supported.`,
    ]);
  }
  return node.requires
    ? compileEntityFetch(node, node.requires, path, context)
    : compileRootFetch(node, path, context);
}

/** Writes the variables that a fetch uses as the inside of a JSON object. */
function compileVariables(names: readonly string[] | undefined): (run: Run) => string {
  if (!names || names.length === 0) return () => '';
  const keys = names.map((name) => [name, `${JSON.stringify(name)}:`] as const);
  return ({ variables }) => {
    const parts: string[] = [];
    for (const [name, key] of keys) {
      const value = variables[name];
      if (value !== undefined) parts.push(key + JSON.stringify(value));
    }
    return parts.join(',');
  };
}

function compileRequest(node: FetchNode): (variablesJson: string) => SubgraphRequest {
  const query = node.operation;
  const queryJson = JSON.stringify(query);
  const kind = node.operationKind === OperationTypeNode.MUTATION ? 'mutation' : 'query';
  return (variablesJson) => ({ query, queryJson, kind, variablesJson });
}

/** Sends, or makes an error at each of the places that go without an answer. */
async function send(
  run: Run,
  node: FetchNode,
  request: SubgraphRequest,
  places: () => readonly Path[],
): Promise<SubgraphResponse | undefined> {
  try {
    return await run.client(node.serviceName).send(request, run.context);
  } catch (error) {
    const known = isMetamorphosisError(error)
      ? error
      : errors.SUBGRAPH_UNAVAILABLE([node.serviceName], { cause: error });
    for (const place of places()) run.errors.push(located(known, place));
    return undefined;
  }
}

function compileRootFetch(node: FetchNode, path: ResponsePath, context: FetchContext): Step {
  const variables = compileVariables(node.variableUsages);
  const request = compileRequest(node);
  const rewrite = compileRewrites(node.outputRewrites, context.isOfType);
  const roots = rootFields(node.operation);
  const fields = [...roots.keys()];
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  const halts = isMutation && [...roots.values()].some(context.isRequiredMutation);
  return async (run) => {
    if (isMutation && run.halted) return;
    const targets = collectTargets(run.data, path);
    if (targets.length === 0) return;
    const bases = (): Path[] => [...locateTargets(run.data, path).values()].flat();
    const places = (): Path[] =>
      bases().flatMap((base) => fields.map((field) => context.clientPath([...base, field])));
    const response = await send(run, node, request(`{${variables(run)}}`), places);
    if (!response?.data) run.halted ||= halts;
    if (!response) return;
    for (const error of response.errors ?? []) {
      const at = error.path
        ? bases().map((base) => context.clientPath([...base, ...(error.path ?? [])]))
        : places();
      for (const place of at) run.errors.push(fromSubgraph(error, place, node.serviceName));
    }
    if (!response.data) {
      // A required field failed: it took those beside it along.
      run.holes.push(...places());
      return;
    }
    rewrite?.(response.data);
    for (const target of targets) merge(target, response.data);
  };
}

function compileEntityFetch(
  node: FetchNode,
  requires: NonNullable<FetchNode['requires']>,
  path: ResponsePath,
  context: FetchContext,
): Step {
  const variables = compileVariables(node.variableUsages);
  const request = compileRequest(node);
  const represent = compileRepresentation(requires, context.isOfType);
  const rewriteInput = compileRewrites(node.inputRewrites, context.isOfType);
  const rewriteOutput = compileRewrites(node.outputRewrites, context.isOfType);

  return async (run) => {
    // Equal representations are asked for once; `asked` keeps their order.
    const asked = new Map<string, Json[]>();
    for (const target of collectTargets(run.data, path)) {
      const representation = represent(target);
      if (!representation) continue;
      rewriteInput?.(representation);
      const text = JSON.stringify(representation);
      const same = asked.get(text);
      if (same) same.push(target);
      else asked.set(text, [target]);
    }
    if (asked.size === 0) return;
    const groups = [...asked.values()];
    const places = placesOf(run, path, groups, context);
    const others = variables(run);
    const body = `{"representations":[${[...asked.keys()].join(',')}]${others && `,${others}`}}`;
    const response = await send(run, node, request(body), () =>
      groups.flatMap((_, i) => places(i)),
    );
    if (!response) return;
    reportEntityErrors(run, node.serviceName, response, groups.length, (i, rest) =>
      places(i).map((place) => [...place, ...context.clientPath(rest)]),
    );
    const entities = response.data?.['_entities'];
    if (!Array.isArray(entities) || entities.length !== groups.length) {
      if (response.errors && response.errors.length > 0) return;
      const error = errors.SUBGRAPH_INVALID_RESPONSE([
        node.serviceName,
        `not ${groups.length} entities for as many representations`,
      ]);
      for (const place of groups.flatMap((_, i) => places(i))) {
        run.errors.push(located(error, place));
      }
      return;
    }
    groups.forEach((targets, i) => {
      if (entities[i] === null && !failedAt(response, i)) run.missing.push(...places(i));
      else mergeEntity(entities[i], targets, rewriteOutput);
    });
  };
}

/** Whether an error says why an entity is null. */
function failedAt({ errors: list = [] }: SubgraphResponse, index: number): boolean {
  return list.some(({ path }) => path?.[0] !== '_entities' || path[1] === index);
}

/** Places of the i-th representation's objects in the client's answer; computed when first asked. */
function placesOf(
  run: Run,
  path: ResponsePath,
  groups: readonly Json[][],
  context: FetchContext,
): (index: number) => readonly Path[] {
  let located: Map<unknown, Path[]> | undefined;
  return (index) => {
    located ??= locateTargets(run.data, path);
    return (groups[index] ?? []).flatMap((target) =>
      (located?.get(target) ?? []).map((place) => context.clientPath(place)),
    );
  };
}

function reportEntityErrors(
  run: Run,
  subgraph: string,
  response: SubgraphResponse,
  count: number,
  places: (index: number, rest: Path) => readonly Path[],
): void {
  for (const error of response.errors ?? []) {
    const [root, index, ...rest] = error.path ?? [];
    const exact = root === '_entities' && typeof index === 'number';
    const indexes = exact ? [index] : Array.from({ length: count }, (_, i) => i);
    for (const i of indexes) {
      for (const place of places(i, exact ? rest : [])) {
        run.errors.push(fromSubgraph(error, place, subgraph));
      }
    }
  }
}

function mergeEntity(
  entity: unknown,
  targets: readonly Json[],
  rewrite: ((value: unknown) => void) | undefined,
): void {
  if (typeof entity !== 'object' || entity === null) return;
  const received = entity as Json;
  if (rewrite) {
    const typename = received['__typename'];
    // Rewrites ask for the type, which the fetch need not have selected.
    if (typename === undefined) received['__typename'] = targets[0]?.['__typename'];
    rewrite(received);
    if (typename === undefined) delete received['__typename'];
  }
  for (const target of targets) merge(target, received);
}

/** The fields at the top of a fetch, by response name: where its failure shows. */
function rootFields(operation: string): Map<string, string> {
  const document = parse(operation, { noLocation: true });
  const names = new Map<string, string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        names.set((selection.alias ?? selection.name).value, selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
    }
  };
  const root = getOperationAST(document);
  if (root) collect(root.selectionSet);
  return names;
}
