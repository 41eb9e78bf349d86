import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Type } from '@nestjs/common';
import { AbstractGraphQLDriver, type GqlModuleOptions, type GraphQLDriver } from '@nestjs/graphql';
import { parse, type GraphQLSchema } from 'graphql';
import { resolvers, SDL } from './catalogue.ts';
import type { Body, Engine } from './engines.ts';

/** Puts an engine where requests arrive. */
export type Mount = (engine: Engine, adapter: Adapter) => void;

type Adapter = AbstractGraphQLDriver['httpAdapterHost']['httpAdapter'];

/** A Nest driver made of an engine and a mount, with no more around them than an answer needs. */
export function benchDriver(
  makeEngine: (schema: GraphQLSchema) => Engine,
  mount: Mount,
): Type<GraphQLDriver> {
  return class BenchDriver extends AbstractGraphQLDriver {
    override generateSchema(): Promise<GraphQLSchema> {
      const modules = [{ typeDefs: parse(SDL), resolvers: resolvers as never }];
      return Promise.resolve(buildSubgraphSchema(modules));
    }

    override start({ schema }: GqlModuleOptions): Promise<void> {
      if (schema === undefined) throw new Error('no schema');
      mount(makeEngine(schema), this.httpAdapterHost.httpAdapter);
      return Promise.resolve();
    }

    override stop(): Promise<void> {
      return Promise.resolve();
    }
  };
}

const TYPE = 'application/json; charset=utf-8';

/** A route of fastify, whose parser reads the body. */
export const fastifyRoute: Mount = (engine, adapter) => {
  interface Reply {
    header(name: string, value: string): Reply;
    send(body: string): void;
  }
  interface Fastify {
    post(path: string, handler: (request: { body: Body }, reply: Reply) => Promise<void>): void;
  }
  const fastify: Fastify = adapter.getInstance();
  fastify.post('/graphql', async (request, reply) => {
    reply.header('content-type', TYPE).send(await engine(request.body));
  });
};

/** A route of express, whose parser reads the body. */
export const expressRoute: Mount = (engine, adapter) => {
  interface Response {
    type(value: string): Response;
    send(body: string): void;
  }
  adapter.post('/graphql', async (request: { body: Body }, response: Response) => {
    response.type(TYPE).send(await engine(request.body));
  });
};

/** Node's own request, taken before the framework sees it. */
export const rawRequest: Mount = (engine, adapter) => {
  const server = adapter.getHttpServer() as Server;
  const answer = (body: Body, response: ServerResponse): void => {
    void engine(body).then((text) => {
      const length = Buffer.byteLength(text);
      response.writeHead(200, { 'content-type': TYPE, 'content-length': length }).end(text);
    });
  };
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(JSON.parse(Buffer.concat(chunks).toString()) as Body, response));
  });
};
