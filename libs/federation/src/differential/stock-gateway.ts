import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { RandomQuery } from '../testing/random-query.js';

/** Executes by Apollo's own gateway, in this process. */
export type Stock = (asked: RandomQuery) => Promise<ExecutionResult>;

/** Loads a supergraph whose services are schemas at hand. */
export async function stockGateway(
  supergraphSdl: string,
  schemaOf: (name: string) => GraphQLSchema,
): Promise<Stock> {
  const silent = (): void => undefined;
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => new LocalGraphQLDataSource(schemaOf(name)),
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const { executor } = await gateway.load();
  return async ({ query, variables }) => {
    const context = {
      document: parse(query),
      request: { query, variables },
      operationName: null,
      queryHash: query,
      context: {},
      metrics: {},
      cache: undefined,
      overallCachePolicy: undefined,
    };
    return (await executor(
      context as unknown as Parameters<typeof executor>[0],
    )) as ExecutionResult;
  };
}
