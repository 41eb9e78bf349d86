import type { FetchNode } from '@apollo/query-planner';
import { errors, isMetamorphosisError, type MetamorphosisError } from '@metamorphosis/contract';
import type { SubgraphRequest, SubgraphResponse } from '../subgraph/subgraph-client.js';
import type { Run } from './run.js';

/** A request's text, to be sent with the variables of a run. */
export type RequestTemplate = (variablesJson: string) => SubgraphRequest;

/** Prepares what is the same each time. */
export function compileRequest(query: string, kind: SubgraphRequest['kind']): RequestTemplate {
  const queryJson = JSON.stringify(query);
  return (variablesJson) => ({ query, queryJson, kind, variablesJson });
}

/** Writes the client variables that a fetch uses as the inside of a JSON object. */
export function compileVariables(names: FetchNode['variableUsages']): (run: Run) => string {
  if (!names || names.length === 0) return () => '';
  const keys = names.map((name) => [name, `${JSON.stringify(name)}:`] as const);
  return ({ variables }) => {
    let json = '';
    for (const [name, key] of keys) {
      const value = variables[name];
      if (value === undefined) continue;
      if (json !== '') json += ',';
      json += key + JSON.stringify(value);
    }
    return json;
  };
}

/** Sends; a failure is an error of the catalogue, handed to `failed`. Never rejects. */
export async function send(
  run: Run,
  subgraph: string,
  request: SubgraphRequest,
  failed: (error: MetamorphosisError) => void,
): Promise<SubgraphResponse | undefined> {
  try {
    return await run.client(subgraph).send(request, run.context);
  } catch (error) {
    failed(
      isMetamorphosisError(error)
        ? error
        : errors.SUBGRAPH_UNAVAILABLE([subgraph], { cause: error }),
    );
    return undefined;
  }
}
