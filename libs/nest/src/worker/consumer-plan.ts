import type { Type } from '@nestjs/common';
import {
  commandConsumer,
  commandTopic,
  consumerGroup,
  DEFAULT_QUEUE,
  errors,
  eventTopic,
} from '@metamorphosis/contract';
import type { ServiceDefinition } from '@metamorphosis/core';
import {
  eventConsumerMetadata,
  type EventConsumerMetadata,
} from '../service/event-consumer.decorator.js';

/** A consumer of a service, before anything of it runs. */
export type ConsumerPlan = {
  readonly name: string;
  readonly group: string;
  readonly topics: readonly string[];
} & (
  | { readonly kind: 'commands'; readonly queue: string }
  | {
      readonly kind: 'events';
      readonly handler: Type<object>;
      readonly metadata: EventConsumerMetadata;
    }
);

/** All consumers of a service: one per command queue, one per event handler; `commands` first, then by name. */
export function planConsumers(
  definition: ServiceDefinition,
  handlers: readonly Type<object>[],
): readonly ConsumerPlan[] {
  const queues = [...new Set(definition.commands.map((command) => command.queue))];
  const commands = queues.map((queue): ConsumerPlan => {
    const name = commandConsumer(queue);
    return {
      kind: 'commands',
      queue,
      name,
      group: consumerGroup(definition.name, name),
      topics: [commandTopic(definition.name, queue)],
    };
  });
  const events = handlers.map((handler): ConsumerPlan => {
    const metadata = eventConsumerMetadata(handler);
    if (!metadata || metadata.events.length === 0) {
      throw errors.CONFIGURATION_INVALID([
        `${handler.name} is listed as a consumer of ${definition.name} but handles nothing. Mark it with @EventConsumer([SomeEvent]).`,
      ]);
    }
    return {
      kind: 'events',
      handler,
      metadata,
      name: metadata.name,
      group: consumerGroup(definition.name, metadata.name),
      topics: [...new Set(metadata.events.map((event) => eventTopic(event.service)))],
    };
  });
  const all = [...commands, ...events].sort(byName);
  const names = all.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw errors.CONFIGURATION_INVALID([
      `Two consumers of ${definition.name} are named "${twice}". Give one of them a name: @EventConsumer([...], { name: '...' }).`,
    ]);
  }
  return all;
}

function byName(a: ConsumerPlan, b: ConsumerPlan): number {
  const rank = ({ name }: ConsumerPlan): number =>
    name === commandConsumer(DEFAULT_QUEUE) ? 0 : 1;
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}

/** Those of these names; all when none are named. Throws CONFIGURATION_INVALID for a name that there is not. */
export function pickConsumers(
  plans: readonly ConsumerPlan[],
  wanted: readonly string[] | undefined,
): readonly ConsumerPlan[] {
  if (!wanted) return plans;
  const names = plans.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw errors.CONFIGURATION_INVALID([
      `METAMORPHOSIS_CONSUMERS names ${unknown.join(', ')}, which the service does not have. It has: ${names.join(', ')}.`,
    ]);
  }
  return plans.filter(({ name }) => wanted.includes(name));
}
