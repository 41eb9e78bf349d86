import type { INestApplicationContext, Type } from '@nestjs/common';
import { errors, type ConsumerGuarantee, type ConsumerOrder } from '@metamorphosis/contract';
import {
  createCommandDelivery,
  createEventDelivery,
  orderedPolicy,
  type AnyEventHandler,
  type CommandHandler,
  type Deliver,
  type DeliveryTally,
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

/**
 * How the records of a consumer are handled: by the author's handlers, under the rules of core. Throws
 * CONFIGURATION_INVALID when it is relied on for a guarantee that its code does not declare, and when records of an older
 * version may lie on the log that no upcast reads.
 */
export function deliveryOf(
  { app, service, adapters, store, notifier }: DeliveryParts,
  plan: ConsumerPlan,
  order: ConsumerOrder,
  tally: DeliveryTally,
): Deliver {
  const { definition, commands, topics = [], upcasts = [] } = service;
  const { log, logger } = adapters;
  const part = <T>(type: Type<T>): T => app.get(type, { strict: false });
  const ownTopics = new Set(topics.map(({ name }) => name));
  const base = { consumer: plan.name, log, store, notifier, tally, ownTopics, logger };
  if (plan.kind === 'events') {
    const handler = part(plan.handler) as AnyEventHandler<never>;
    const { events, guarantee } = plan.metadata;
    requireGuarantee(plan, order, guarantee);
    const retry = orderedPolicy(plan.metadata.retry, order.retry);
    return createEventDelivery({ ...base, events, guarantee, handler, retry, upcasts });
  }
  const handled = definition.commands
    .filter(({ queue }) => queue === plan.queue)
    .map((command) => ({
      definition: command,
      handler: part(commands[command.name] as Type<CommandHandler<never, unknown, never>>),
    }));
  for (const { handler } of handled) {
    requireGuarantee(plan, order, handler.guarantee ?? 'effectively-once');
  }
  const { retry } = order;
  return createCommandDelivery({ ...base, commands: handled, upcasts, ...(retry && { retry }) });
}

function requireGuarantee(
  { name }: ConsumerPlan,
  { guarantee }: ConsumerOrder,
  declared: ConsumerGuarantee,
): void {
  if (guarantee === undefined || guarantee === declared) return;
  throw errors.CONFIGURATION_INVALID([
    `${name} is configured as ${guarantee}, but its code declares ${declared}: its handler is written for that. Change one of the two.`,
  ]);
}
