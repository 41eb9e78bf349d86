import { ApolloFederationDriver } from '@nestjs/apollo';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { GqlModuleOptions } from '@nestjs/graphql';
import { MercuriusFederationDriver } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createReadiness, silentLogger } from '@metamorphosis/core';
import { buildServiceSchema, SubgraphDriver } from '@metamorphosis/nest/subgraph';
import { benchDriver, expressRoute, fastifyRoute, rawRequest } from './bench-driver.ts';
import { definition, newContext, parts, resolvers, SDL } from './catalogue.ts';
import { graphqlJit, graphqlJs } from './engines.ts';

/** One way in which NestJS can serve the catalogue. */
export interface Contender {
  readonly adapter: () => AbstractHttpAdapter;
  readonly options: () => GqlModuleOptions;
}

const express = (): AbstractHttpAdapter => new ExpressAdapter();
const fastify = (): AbstractHttpAdapter => new FastifyAdapter();

const rival = {
  typeDefs: [SDL],
  resolvers: resolvers as never,
  context: newContext,
  path: '/graphql',
};

/** By the name in the table. */
export const contenders: Readonly<Record<string, Contender>> = {
  'ApolloFederationDriver, express': {
    adapter: express,
    options: () => ({ ...rival, driver: ApolloFederationDriver, playground: false }),
  },
  'ApolloFederationDriver, fastify': {
    adapter: fastify,
    options: () => ({ ...rival, driver: ApolloFederationDriver, playground: false }),
  },
  MercuriusFederationDriver: {
    adapter: fastify,
    options: () => ({ ...rival, driver: MercuriusFederationDriver }),
  },
  'MercuriusFederationDriver, jit': {
    adapter: fastify,
    options: () => ({ ...rival, driver: MercuriusFederationDriver, jit: 1 }),
  },
  'own, express route, graphql-js': {
    adapter: express,
    options: () => ({ driver: benchDriver(graphqlJs, expressRoute) }),
  },
  'own, fastify route, graphql-js': {
    adapter: fastify,
    options: () => ({ driver: benchDriver(graphqlJs, fastifyRoute) }),
  },
  'own, raw request, graphql-js': {
    adapter: fastify,
    options: () => ({ driver: benchDriver(graphqlJs, rawRequest) }),
  },
  'own, raw request, graphql-jit': {
    adapter: fastify,
    options: () => ({ driver: benchDriver(graphqlJit, rawRequest) }),
  },
  'SubgraphDriver as shipped': {
    adapter: fastify,
    options: () => ({
      driver: SubgraphDriver,
      schema: buildServiceSchema(definition, {
        ...parts,
        sender: undefined as never,
        cancel: undefined as never,
      }),
      eventsSdl: '',
      readiness: createReadiness(),
      logger: silentLogger,
    }),
  },
};
