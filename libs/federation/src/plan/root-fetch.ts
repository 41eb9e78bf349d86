import type { ResponsePath } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { located } from '../engine/answer.js';
import { anyOf } from '../projection/conditions.js';
import type { FetchContext } from './fetch-context.js';
import { mergeIntoAll } from './merge.js';
import type { PlannedFetch } from './planned-fetch.js';
import { compileRequest, compileVariables, send } from './request.js';
import { compileRewrites } from './rewrites.js';
import { rootFields } from './root-fields.js';
import type { Json, Path, Run, Step } from './run.js';
import { fromSubgraph } from './subgraph-errors.js';
import { compilePath, locateTargets } from './targets.js';

/** Compiles a fetch that asks for fields of a root type, at the root of the answer or inside it. */
export function compileRootFetch(
  { node, path, condition }: PlannedFetch,
  context: FetchContext,
): Step {
  const included = anyOf([condition]);
  const steps = compilePath(path);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  const variables = compileVariables(node.variableUsages);
  const request = compileRequest(node.operation, isMutation ? 'mutation' : 'query');
  const rewrite = compileRewrites(node.outputRewrites, context.isOfType);
  const roots = rootFields(node.operation);
  const fields = [...roots.keys()];
  const halts = isMutation && [...roots.values()].some(context.isRequiredMutation);

  const ask = async (run: Run, targets: ReadonlySet<Json>): Promise<void> => {
    const bases = (): Path[] => basesOf(run, path);
    const places = (): Path[] =>
      bases().flatMap((base) => fields.map((field) => context.clientPath([...base, field])));
    const response = await send(run, node.serviceName, request(`{${variables(run)}}`), (error) => {
      for (const place of places()) run.errors.push(located(error, place));
    });
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
    if (mergeIntoAll(targets, response.data, context)) run.targets.forget();
  };

  return (run) => {
    if (isMutation && run.halted) return undefined;
    if (included && !included(run.variables)) return undefined;
    const targets = run.targets.at(steps);
    return targets.size === 0 ? undefined : ask(run, targets);
  };
}

function basesOf(run: Run, path: ResponsePath): Path[] {
  return [...locateTargets(run.data, path).values()].flat();
}
