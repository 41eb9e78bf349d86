import type { Server } from 'node:http';
import { addResolversToSchema, type GraphQLResolverMap } from '@apollo/subgraph';
import { Injectable } from '@nestjs/common';
import { AbstractGraphQLDriver, type GqlModuleOptions } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import type { Secrets } from '@metamorphosis/contract';
import type { Logger, Readiness } from '@metamorphosis/core';
import { healthAnswer } from '@metamorphosis/telemetry';
import { createExecuteRequest } from './execution/execute-request.js';
import { createGraphqlEndpoint, type GraphqlEndpoint } from './http/graphql-endpoint.js';
import { intercept, type PathHandler } from './http/intercept.js';
import { respond } from './http/respond.js';

/** What `GraphQLModule.forRoot({ driver: SubgraphDriver, ... })` takes. */
export interface SubgraphDriverOptions extends GqlModuleOptions {
  /** As `buildServiceSchema` makes it. Methods of `@Resolver()` classes take the place of its own. */
  readonly schema: GraphQLSchema;
  /** The SDL of the subgraph that the gateway answers from the board: served at `/events.graphql`. */
  readonly eventsSdl: string;
  readonly readiness: Readiness;
  /** Sign the gateway's word about who asks. Without them nobody is believed. */
  readonly secrets?: Secrets;
  readonly logger: Logger;
  /** Clients see the messages of internal errors. @default false */
  readonly development?: boolean;
  /** @default 1048576 */
  readonly maxBodyBytes?: number;
  /** How long a stopping process waits for the requests in hand. @default 10000 */
  readonly drainMs?: number;
}

/**
 * Serves a subgraph over HTTP on whatever server Nest runs: GraphQL at `path` (`/graphql`),
 * `/events.graphql`, `/healthz` and `/readyz`. All other paths stay Nest's own.
 */
@Injectable()
export class SubgraphDriver extends AbstractGraphQLDriver<SubgraphDriverOptions> {
  #endpoint: GraphqlEndpoint | undefined;
  #drainMs = 0;

  override async generateSchema(options: SubgraphDriverOptions): Promise<GraphQLSchema> {
    const found: unknown[] = [];
    const schema = await this.graphQlFactory.generateSchema({
      ...options,
      typeDefs: [],
      // The one public way to what `@Resolver()` classes declare; nothing is transformed.
      transformResolvers: (resolvers) => {
        found.push(...(Array.isArray(resolvers) ? resolvers : [resolvers]));
        return resolvers;
      },
    });
    for (const resolvers of found) addResolversToSchema(schema, resolvers as GraphQLResolverMap);
    return schema;
  }

  override start(options: SubgraphDriverOptions): Promise<void> {
    const { schema, eventsSdl, readiness, logger } = options;
    const { development = false, maxBodyBytes = 1024 * 1024, drainMs = 10_000 } = options;
    const execute = createExecuteRequest(schema, { development, logger });
    const endpoint = createGraphqlEndpoint({
      execute,
      logger,
      maxBodyBytes,
      secrets: options.secrets,
    });
    this.#endpoint = endpoint;
    this.#drainMs = drainMs;
    const health: PathHandler = (request, response) => {
      const answer = healthAnswer(request.url?.split('?', 1)[0] ?? '', readiness);
      respond(response, answer?.status ?? 404, answer?.body ?? '', { 'cache-control': 'no-store' });
    };
    intercept(
      this.httpAdapterHost.httpAdapter.getHttpServer() as Server,
      new Map<string, PathHandler>([
        [options.path ?? '/graphql', (request, response) => endpoint.handle(request, response)],
        ['/events.graphql', (_, response) => respond(response, 200, eventsSdl, SDL_HEADERS)],
        ['/healthz', health],
        ['/readyz', health],
      ]),
    );
    return Promise.resolve();
  }

  override async stop(): Promise<void> {
    await this.#endpoint?.close(this.#drainMs);
  }
}

const SDL_HEADERS = { 'content-type': 'application/graphql; charset=utf-8' };
