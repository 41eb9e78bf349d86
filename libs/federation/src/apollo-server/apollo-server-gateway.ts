import {
  GraphQLError,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Answer, Engine, RequestContext, Variables } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import type { EngineOptions } from '../engine/options.js';

/** What Apollo Server tells of a request, as far as it is looked at here. */
export interface ApolloServerRequest {
  readonly source: string;
  readonly operationName: string | null;
  readonly request: { readonly variables?: Variables };
  /** What the server's `context` function made. */
  readonly context: Readonly<Record<string, unknown>>;
}

type SchemaCallback = (loaded: {
  readonly apiSchema: GraphQLSchema;
  readonly coreSupergraphSdl: string;
}) => void;

/**
 * `GatewayInterface` of `@apollo/server-gateway-interface`, in its own words: it fits whatever version of
 * that package a server brings.
 */
export interface ApolloServerGateway {
  onSchemaLoadOrUpdate(callback: SchemaCallback): () => void;
  load(): Promise<{
    executor: (
      request: ApolloServerRequest,
    ) => Promise<ExecutionResult<Record<string, unknown>, Record<string, unknown>>>;
  }>;
  stop(): Promise<void>;
}

/** An engine for Apollo Server, and how its requests are read. */
export interface ApolloServerGatewayOptions extends EngineOptions {
  /** Who asks, and what goes to subgraphs on their behalf. @default nobody, nothing */
  readonly contextOf?: (request: ApolloServerRequest) => RequestContext;
}

/**
 * The engine as the `gateway` of Apollo Server, for those who keep that server as their edge: queries,
 * mutations and introspection. It loads its supergraph when the server starts, tells it of each newer one,
 * and is closed with it. Subscriptions are refused: Apollo Server has no way to hand them on.
 */
export function apolloServerGateway({
  contextOf = () => ({}),
  ...options
}: ApolloServerGatewayOptions): ApolloServerGateway {
  const callbacks = new Set<SchemaCallback>();
  let engine: Engine | undefined;

  const tell = (callback: SchemaCallback, { schema, supergraphSdl }: Engine): void =>
    callback({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });

  const answer = async (opened: Engine, asked: ApolloServerRequest): Promise<Answer> => {
    const prepared = opened.prepare(asked.source, asked.operationName);
    if (!prepared.ok) return prepared.answer;
    return prepared.operation.execute(asked.request.variables, contextOf(asked));
  };

  return {
    onSchemaLoadOrUpdate(callback) {
      callbacks.add(callback);
      if (engine) tell(callback, engine);
      return () => callbacks.delete(callback);
    },
    async load() {
      const opened = await createEngine(options);
      engine = opened;
      opened.onReload(() => {
        for (const callback of [...callbacks]) tell(callback, opened);
      });
      for (const callback of [...callbacks]) tell(callback, opened);
      return {
        executor: async (asked) => {
          const { errors: found, ...rest } = (await answer(opened, asked)).result();
          return { ...rest, ...(found && { errors: found.map(asError) }) };
        },
      };
    },
    async stop() {
      callbacks.clear();
      await engine?.close();
    },
  };
}

/** Apollo Server takes what is no instance for something that was thrown. */
function asError({ message, path, extensions }: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(message, { path: path ?? null, extensions: extensions ?? null });
}
