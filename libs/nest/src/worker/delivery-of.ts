import type { INestApplicationContext, Type } from '@nestjs/common';
import {
  createCommandDelivery,
  createEventDelivery,
  type CommandHandler,
  type Deliver,
  type DeliveryTally,
  type EventDefinition,
  type EventHandler,
  type Notifier,
  type Store,
} from '@metamorphosis/core';
import type { ServiceAdapters } from '../service/service-adapters.js';
import type { ServiceModuleOptions } from '../service/service-module.js';
import type { ConsumerPlan } from './consumer-plan.js';

/** What the deliveries of one process share. */
export interface DeliveryParts {
  readonly app: INestApplicationContext;
  readonly service: ServiceModuleOptions;
  readonly adapters: ServiceAdapters;
  readonly store: Store<never>;
  readonly notifier: Notifier;
}

/** How the records of a consumer are handled: by the author's handlers, under the rules of core. */
export function deliveryOf(
  { app, service: { definition, commands }, adapters, store, notifier }: DeliveryParts,
  plan: ConsumerPlan,
  tally: DeliveryTally,
): Deliver {
  const { log, logger } = adapters;
  const part = <T>(type: Type<T>): T => app.get(type, { strict: false });
  const base = { consumer: plan.name, log, store, notifier, tally, logger };
  if (plan.kind === 'events') {
    const handler = part(plan.handler) as EventHandler<EventDefinition<string, never>, never>;
    return createEventDelivery({ ...base, events: plan.metadata.events, handler });
  }
  const handled = definition.commands
    .filter(({ queue }) => queue === plan.queue)
    .map((command) => ({
      definition: command,
      handler: part(commands[command.name] as Type<CommandHandler<never, unknown, never>>),
    }));
  return createCommandDelivery({ ...base, commands: handled });
}
