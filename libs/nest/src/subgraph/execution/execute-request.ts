import { execute, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { SubgraphContext } from '../subgraph-context.js';
import { createDocumentCache } from './document-cache.js';
import { formatError, formatValueError, type ErrorFormat } from './format-error.js';

/** A GraphQL request, read and checked. */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly operationName: string | undefined;
}

/** What goes back: 200 for whatever was executed, 400 for what could not be. */
export interface GraphqlAnswer {
  readonly status: 200 | 400;
  readonly body: string;
}

/** Executes requests against one schema. Never rejects. */
export type ExecuteRequest = (
  request: GraphqlRequest,
  context: SubgraphContext,
) => GraphqlAnswer | Promise<GraphqlAnswer>;

/** Makes the function that answers the requests of a subgraph. */
export function createExecuteRequest(schema: GraphQLSchema, format: ErrorFormat): ExecuteRequest {
  const documents = createDocumentCache(schema);

  const answer = (result: ExecutionResult): GraphqlAnswer => {
    const { data, errors } = result;
    if (errors === undefined) return { status: 200, body: JSON.stringify({ data }) };
    if (data === undefined) {
      // Nothing ran: a variable is of the wrong type, or the operation is not in the document.
      return { status: 400, body: JSON.stringify({ errors: errors.map(formatValueError) }) };
    }
    const formatted = errors.map((one) => formatError(one, format));
    return { status: 200, body: JSON.stringify({ errors: formatted, data }) };
  };

  return (request, context) => {
    const checked = documents.get(request.query);
    if (checked.kind === 'invalid') {
      return { status: 400, body: JSON.stringify({ errors: checked.errors }) };
    }
    const result = execute({
      schema,
      document: checked.document,
      contextValue: context,
      variableValues: request.variables,
      operationName: request.operationName,
    });
    return result instanceof Promise ? result.then(answer) : answer(result);
  };
}
