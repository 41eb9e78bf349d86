import { execute, GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { errors } from '@metamorphosis/contract';
import { located } from '../engine/answer.js';
import type { RequestContext } from '../engine/engine.js';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.js';

/**
 * A subgraph in this very process: an executable schema whose resolvers get the request's context.
 * Nothing leaves the process, nothing is serialised.
 */
export class InProcessSubgraph implements SubgraphClient {
  private readonly documents = new LRUCache<string, DocumentNode>({ max: 200 });

  constructor(
    readonly name: string,
    private readonly schema: GraphQLSchema,
  ) {}

  async send(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse> {
    let document = this.documents.get(request.query);
    if (!document) {
      document = parse(request.query, { noLocation: true });
      this.documents.set(request.query, document);
    }
    const result = await execute({
      schema: this.schema,
      document,
      variableValues: JSON.parse(request.variablesJson) as Record<string, unknown>,
      contextValue: context,
    });
    return { data: result.data, errors: result.errors?.map((error) => withCode(error).toJSON()) };
  }

  async close(): Promise<void> {
    this.documents.clear();
  }

  destroy(): Promise<void> {
    return this.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** graphql-js keeps what a resolver threw as the original error; its code belongs into `extensions`. */
function withCode(error: GraphQLError): GraphQLError {
  const original = error.originalError as { brand?: unknown } | undefined;
  if (original?.brand !== 'metamorphosis.error') return error;
  return located(original as ReturnType<typeof errors.INTERNAL_ERROR>, error.path);
}
