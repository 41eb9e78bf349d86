import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  cancelCommand,
  createCommandSender,
  type CommandHandler,
  type CommandSender,
  type Lifecycle,
} from '@metamorphosis/core';
import { openOrExit, runProcess } from '@metamorphosis/telemetry';
import { adaptersModule } from '../service/adapters-module.js';
import { nestLogger } from '../service/nest-logger.js';
import { prepareService } from '../service/prepare-service.js';
import type { OpenAdapters, ServiceAdapters } from '../service/service-adapters.js';
import type { ServiceModule } from '../service/service-module.js';
import { buildServiceSchema } from '../subgraph/build-service-schema.js';
import { SubgraphDriver, type SubgraphDriverOptions } from '../subgraph/subgraph-driver.js';

/** What `serveSubgraph` promises, with all that it needs. */
export async function runSubgraph(module: ServiceModule, open: OpenAdapters): Promise<void> {
  const { service } = module;
  const adapters = await openOrExit(service.definition.name, () => open(service));
  const { settings, readiness, logger, log, board, store } = adapters;
  const { name } = service.definition;
  await runProcess({
    name: `subgraph of ${name}`,
    logger,
    readiness,
    closeTimeoutMs: settings.drainTimeoutMs + 5000,
    start: async (signal) => {
      await prepareService(service, adapters, [], signal);
      const sender = createCommandSender({
        service: name,
        log,
        board,
        lookup: async (commandId) => (await store.outcome(commandId))?.update,
        secrets: settings.secrets,
        logger,
      });
      const app = await NestFactory.create(
        subgraphModule(module, adapters, sender),
        new FastifyAdapter(),
        { logger: nestLogger(logger), abortOnError: false },
      );
      await app.listen(settings.port, settings.host);
      const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
      return {
        facts: { service: name, url: `http://${settings.host}:${port}/graphql`, port },
        close: () => closeAll([{ close: () => app.close() }, sender, adapters]),
      };
    },
  });
}

function subgraphModule(
  module: ServiceModule,
  adapters: ServiceAdapters,
  sender: CommandSender,
): DynamicModule {
  const { definition, queries, entities, commands, upcasts = [] } = module.service;
  const { settings, readiness, logger, store, board } = adapters;
  const names = { entities: Object.keys(entities), commands: Object.keys(commands) };
  const graphql = GraphQLModule.forRootAsync<SubgraphDriverOptions>({
    driver: SubgraphDriver,
    imports: [module],
    inject: [queries, ...Object.values(entities), ...Object.values(commands)] as Type<object>[],
    useFactory: (queryPart: object, ...parts: object[]): SubgraphDriverOptions => {
      const entityParts = parts.slice(0, names.entities.length);
      const commandParts = parts.slice(names.entities.length);
      const schema = buildServiceSchema(definition, {
        queries: queryPart,
        entities: zip(names.entities, entityParts),
        commands: zip(names.commands, commandParts as CommandHandler<never, unknown, never>[]),
        sender,
        upcasts,
        cancel: (current, { queue }) => cancelCommand(current, queue, { store, board, logger }),
      });
      return {
        schema,
        eventsSdl: definition.eventsSdl,
        secrets: settings.secrets,
        readiness,
        logger,
        development: settings.mode === 'development',
        drainMs: settings.drainTimeoutMs,
      };
    },
  });
  class SubgraphRoot {}
  return { module: SubgraphRoot, imports: [adaptersModule(adapters), module, graphql] };
}

function zip<T>(names: readonly string[], parts: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, index) => [name, parts[index] as T]));
}

async function closeAll(parts: readonly Pick<Lifecycle, 'close'>[]): Promise<void> {
  for (const part of parts) await part.close();
}
