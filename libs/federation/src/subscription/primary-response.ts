import type { FetchNode } from '@apollo/query-planner';
import type { LoadedSupergraph } from '../engine/load-supergraph.js';
import { merge } from '../plan/merge.js';
import { compileRewrites } from '../plan/rewrites.js';
import { rootFields } from '../plan/root-fields.js';
import type { Path, Run } from '../plan/run.js';
import { fromSubgraph } from '../plan/subgraph-errors.js';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';

/** Begins a run with what a subgraph streamed; its errors become those of the run. */
export type PrimaryResponse = (response: SubgraphResponse, run: Run) => void;

/** Compiles how a plan's primary fetch takes over the answers of the subgraph that streams. */
export function compilePrimaryResponse(
  node: FetchNode,
  supergraph: LoadedSupergraph,
  clientPath: (path: Path) => Path,
): PrimaryResponse {
  const rewrite = compileRewrites(node.outputRewrites, supergraph.isOfType);
  const places = [...rootFields(node.operation).keys()].map((field) => clientPath([field]));
  return ({ data, errors: list = [] }, run) => {
    for (const error of list) {
      const at = error.path ? [clientPath(error.path)] : places;
      for (const place of at) run.errors.push(fromSubgraph(error, place, node.serviceName));
    }
    if (!data) {
      run.holes.push(...places);
      return;
    }
    // Others get the same event, and answers are completed in place.
    const own = structuredClone(data);
    rewrite?.(own);
    merge(run.data, own, supergraph.isInterfaceObject);
  };
}
