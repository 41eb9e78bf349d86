import type { INestApplicationContext, Type } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import {
  cancelCommand,
  createCommandSender,
  type CommandHandler,
  type Lifecycle,
  type Store,
} from '@metamorphosis/core';
import type { ServiceModuleOptions } from '@metamorphosis/nest';
import { buildServiceSchema, SubgraphContext } from '@metamorphosis/nest/subgraph';
import { createExecuteRequest } from '@metamorphosis/nest/testing';
import { requestActor, type GivenActor } from '../messages/command.js';
import type { Engine } from './engine.js';
import type { TestAdapters } from './test-adapters.js';

/** An answer of the subgraph, as the gateway sees it. */
export interface GraphqlReply {
  readonly data?: Readonly<Record<string, unknown>> | null;
  /** With `extensions.code`. */
  readonly errors?: readonly GraphQLFormattedError[];
}

/** Answers GraphQL requests as the service's subgraph does, in this process. */
export interface Subgraph extends Pick<Lifecycle, 'close'> {
  ask(query: string, variables: object, actor: GivenActor | undefined): Promise<GraphqlReply>;
}

/** Makes the subgraph of a service. What its mutations put on the log is handled by the engine meanwhile. */
export function createSubgraph(
  app: INestApplicationContext,
  service: ServiceModuleOptions,
  engine: Engine,
  adapters: TestAdapters,
): Subgraph {
  const { log, board, logger, settings } = adapters;
  const store = adapters.store as unknown as Store<never>;
  const sender = createCommandSender({
    service: service.definition.name,
    ...{ log, board, logger, secrets: settings.secrets },
    lookup: async (id) => (await store.outcome(id))?.update,
  });
  const parts = <T>(classes: Readonly<Record<string, Type<T>>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(classes).map(([name, type]) => [name, app.get(type, { strict: false })]),
    );
  const execute = createExecuteRequest(
    buildServiceSchema(service.definition, {
      queries: app.get(service.queries, { strict: false }),
      entities: parts(service.entities),
      commands: parts<CommandHandler<never, unknown, never>>(service.commands),
      sender,
      upcasts: service.upcasts ?? [],
      cancel: (current, { queue }) => cancelCommand(current, queue, { store, board, logger }),
    }),
    { development: true, logger },
  );
  return {
    ask: async (query, variables, actor) => {
      const context = new SubgraphContext({ traceparent: undefined, logger });
      context.actor = requestActor(actor);
      const request = { query, variables: { ...variables }, operationName: undefined };
      const { body } = await engine.during(async () => execute(request, context));
      return JSON.parse(body) as GraphqlReply;
    },
    close: () => sender.close(),
  };
}
