import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';
import { combineOperations, ENTITIES, REPRESENTATIONS } from './combine-operations.js';
import { compileQuestion, type AskedEntities, type EntityQuestion } from './entity-question.js';
import type { FetchContext } from './fetch-context.js';
import type { PlannedFetch } from './planned-fetch.js';
import { compileRequest, compileVariables, send, type RequestTemplate } from './request.js';
import type { Run, Step } from './run.js';

/** A question and how it is asked on its own. */
interface Single {
  readonly question: EntityQuestion;
  readonly request: RequestTemplate;
  readonly variables: (run: Run) => string;
}

/**
 * Compiles fetches of entities from one subgraph into one request: those with the same operation
 * become one list of entities, the others stand beside each other under aliases.
 */
export function compileEntityBatch(fetches: readonly PlannedFetch[], context: FetchContext): Step {
  const byOperation = Map.groupBy(fetches, ({ node }) =>
    JSON.stringify([withoutName(node), node.outputRewrites]),
  );
  const singles = [...byOperation.values()].map((same): Single => {
    const node = same[0]?.node as FetchNode;
    return {
      question: compileQuestion(same, context),
      request: compileRequest(node.operation, 'query'),
      variables: compileVariables(node.variableUsages),
    };
  });
  const subgraph = fetches[0]?.node.serviceName ?? '';
  if (singles.length === 1 && singles[0]) return compileSingle(subgraph, singles[0]);
  return compileTogether(
    subgraph,
    singles,
    [...byOperation.values()].flatMap(([first]) => first?.node ?? []),
  );
}

/** The planner names operations after the client's and numbers them: equal questions differ in that. */
function withoutName({ operation, operationName }: FetchNode): string {
  return operationName === undefined ? operation : operation.replace(` ${operationName}`, ' ');
}

function compileSingle(subgraph: string, single: Single): Step {
  return (run) => {
    const asked = single.question.gather(run);
    return asked && askSingle(run, subgraph, single, asked);
  };
}

async function askSingle(
  run: Run,
  subgraph: string,
  { request, variables }: Single,
  asked: AskedEntities,
): Promise<void> {
  const others = variables(run);
  const body = `{"${REPRESENTATIONS}":[${asked.representations}]${others && `,${others}`}}`;
  const response = await send(run, subgraph, request(body), (error) => asked.fail(error));
  if (response) asked.accept(response.data?.[ENTITIES], errorsOf(response, ENTITIES, ALONE));
}

function compileTogether(
  subgraph: string,
  singles: readonly Single[],
  nodes: readonly FetchNode[],
): Step {
  const combined = combineOperations(nodes.map(({ operation }) => operation));
  const request = compileRequest(combined.query, 'query');
  const variables = compileVariables([
    ...new Set(nodes.flatMap(({ variableUsages }) => variableUsages ?? [])),
  ]);

  const askTogether = async (
    run: Run,
    asked: readonly (AskedEntities | undefined)[],
  ): Promise<void> => {
    const lists = combined.parts.map(
      ({ own }, i) => `"${own[0]}":[${asked[i]?.representations ?? ''}]`,
    );
    const others = variables(run);
    const body = `{${lists.join(',')}${others && `,${others}`}}`;
    const response = await send(run, subgraph, request(body), (error) => {
      for (const one of asked) one?.fail(error);
    });
    if (!response) return;
    if (response.data) {
      const { data } = response;
      const aliases = new Set(combined.parts.map(({ alias }) => alias));
      combined.parts.forEach(({ alias }, i) =>
        asked[i]?.accept(data[alias], errorsOf(response, alias, aliases)),
      );
      return;
    }
    // What fails as a whole takes along those that only share the request: each for itself, then.
    await Promise.all(
      asked.flatMap((one, i) => (one ? [askSingle(run, subgraph, singles[i] as Single, one)] : [])),
    );
  };

  return (run) => {
    const asked = singles.map(({ question }) => question.gather(run));
    const present = asked.filter((one) => one !== undefined);
    const [first] = present;
    if (!first) return undefined;
    if (present.length > 1) return askTogether(run, asked);
    return askSingle(run, subgraph, singles[asked.indexOf(first)] as Single, first);
  };
}

/**
 * The errors of one list of entities, and those that say nothing of where, or a place that was not asked for: their
 * paths from the list on. `aliases`: all lists of the request.
 */
export function errorsOf(
  { errors }: SubgraphResponse,
  alias: string,
  aliases: ReadonlySet<string>,
): readonly GraphQLFormattedError[] {
  if (!errors) return NONE;
  return errors.flatMap((error) => {
    const [list, ...path] = error.path ?? [];
    if (list === alias) return [{ ...error, path }];
    return typeof list === 'string' && aliases.has(list) ? [] : [{ ...error, path: [] }];
  });
}

const ALONE: ReadonlySet<string> = new Set([ENTITIES]);

const NONE: readonly GraphQLFormattedError[] = [];
