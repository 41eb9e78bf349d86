import type { INestApplicationContext, Type } from '@nestjs/common';
import {
  Consumer,
  createCommandDelivery,
  createEventDelivery,
  createNotifier,
  Publisher,
  type CommandHandler,
  type Deliver,
  type EventDefinition,
  type EventHandler,
  type LogHealth,
  type Notifier,
  type Store,
} from '@metamorphosis/core';
import type { ServiceAdapters } from '../service/service-adapters.js';
import type { ServiceModuleOptions } from '../service/service-module.js';
import type { ConsumerPlan } from './consumer-plan.js';

/** The running consumers of a service in this process. */
export interface Worker {
  readonly consumers: ReadonlyMap<string, Consumer>;
  /** Resolves once every consumer has joined its group. */
  readonly joined: Promise<void>;
  /** Stops taking, finishes what is in hand, commits, leaves. */
  close(): Promise<void>;
}

/** Starts consumers and the publisher of a service. */
export function startWorker(
  app: INestApplicationContext,
  service: ServiceModuleOptions,
  plans: readonly ConsumerPlan[],
  adapters: ServiceAdapters,
): Worker {
  const { log, board, settings, readiness, logger } = adapters;
  // Authors' transactions are typed by their own tables; from here on nobody looks into them.
  const store = adapters.store as unknown as Store<never>;
  const notifier = createNotifier(board, store, logger);
  const joins: Promise<void>[] = [];
  const consumers = new Map<string, Consumer>();
  for (const plan of plans) {
    const first = Promise.withResolvers<void>();
    joins.push(first.promise);
    const check = readiness.check(`consumer ${plan.name}`);
    const consumer = new Consumer({
      log,
      name: plan.name,
      group: plan.group,
      topics: plan.topics,
      deliver: deliveryOf(app, service, plan, adapters, store, notifier),
      claim: (key) => store.takeLease(key, settings.instance),
      limits: { drainTimeoutMs: settings.drainTimeoutMs },
      onHealth: (health: LogHealth) => {
        if (health.state === 'up') {
          check.up();
          first.resolve();
        } else check.down(String(health.reason));
      },
      logger,
    });
    consumers.set(plan.name, consumer);
  }
  const publisher = new Publisher({ store, log, board, owner: settings.instance, logger });
  return {
    consumers,
    joined: Promise.all(joins).then(() => undefined),
    close: async () => {
      await Promise.all([...consumers.values()].map((consumer) => consumer.close()));
      // What the consumers committed last is told and published before the process goes.
      await notifier.close();
      await publisher.close();
    },
  };
}

function deliveryOf(
  app: INestApplicationContext,
  { definition, commands }: ServiceModuleOptions,
  plan: ConsumerPlan,
  { log, logger }: ServiceAdapters,
  store: Store<never>,
  notifier: Notifier,
): Deliver {
  const part = <T>(type: Type<T>): T => app.get(type, { strict: false });
  if (plan.kind === 'events') {
    const handler = part(plan.handler) as EventHandler<EventDefinition<string, never>, never>;
    const { events } = plan.metadata;
    return createEventDelivery({
      consumer: plan.name,
      events,
      handler,
      log,
      store,
      notifier,
      logger,
    });
  }
  const handled = definition.commands
    .filter(({ queue }) => queue === plan.queue)
    .map((command) => ({
      definition: command,
      handler: part(commands[command.name] as Type<CommandHandler<never, unknown, never>>),
    }));
  return createCommandDelivery({
    consumer: plan.name,
    commands: handled,
    log,
    store,
    notifier,
    logger,
  });
}
