import { Injectable } from '@nestjs/common';
import type { EventDefinition } from '@metamorphosis/core';

/** What `@EventConsumer` remembers of a class. */
export interface EventConsumerMetadata {
  readonly name: string;
  readonly events: readonly EventDefinition<string, never>[];
}

const METADATA = Symbol('metamorphosis.event-consumer');

/**
 * Makes a class the handler of events, as a consumer with a position of its own. Its name is the
 * class name in kebab-case without `Consumer` (`OrderLifecycleConsumer`: `order-lifecycle`); it names the
 * consumer group, so renaming the class starts a new consumer: give `name` to keep the old one.
 */
export function EventConsumer(
  events: readonly EventDefinition<string, never>[],
  options: { readonly name?: string } = {},
): ClassDecorator {
  return (target) => {
    const name = options.name ?? kebabCase(target.name.replace(/Consumer$/, ''));
    Reflect.defineMetadata(METADATA, { name, events } satisfies EventConsumerMetadata, target);
    Injectable()(target);
  };
}

/** What the decorator remembers; undefined for a class without it. */
export function eventConsumerMetadata(target: object): EventConsumerMetadata | undefined {
  return Reflect.getMetadata(METADATA, target) as EventConsumerMetadata | undefined;
}

function kebabCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
