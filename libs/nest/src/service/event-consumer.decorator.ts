import { Injectable } from '@nestjs/common';
import {
  eventsOf,
  type EventDefinition,
  type EventGuarantee,
  type EventHandler,
  type EventSource,
  type RetryPolicy,
} from '@metamorphosis/core';

/** What `@EventConsumer` remembers of a class. */
export interface EventConsumerMetadata {
  readonly name: string;
  /** The events it takes; an interface stands for its members. */
  readonly events: readonly EventDefinition<string, never>[];
  readonly guarantee: EventGuarantee;
  /** What differs from the policy for everybody. */
  readonly retry?: Partial<RetryPolicy>;
}

/** How events are consumed. */
export interface EventConsumerOptions<Guarantee extends EventGuarantee = EventGuarantee> {
  /** @default the class name in kebab-case without `Consumer` */
  readonly name?: string;
  /**
   * How often its effects happen (docs/guarantees.md). It decides what the handler's context has:
   * `tx`, a unit of work, when effectively-once; `reader` otherwise.
   * @default 'effectively-once'
   */
  readonly guarantee?: Guarantee;
  /**
   * How failures are retried, where it differs from the default: number of tries, waits, and by type of error
   * (`classify`). At-most-once handlers are never retried.
   */
  readonly retry?: Partial<RetryPolicy>;
}

/**
 * A class that handles events of `Source` under a guarantee. The type of its transaction is its own.
 */
export type EventConsumerClass<
  Source extends EventSource,
  Guarantee extends EventGuarantee,
> = abstract new (...args: never[]) => EventHandler<Source, never, Guarantee>;

const METADATA = Symbol('metamorphosis.event-consumer');

/**
 * Makes a class the handler of events, as a consumer with a position of its own. Its name is the
 * class name in kebab-case without `Consumer` (`OrderLifecycleConsumer`: `order-lifecycle`); it names the
 * consumer group, so renaming the class starts a new consumer: give `name` to keep the old one.
 * Its `handle` must take every event it is given, and publish events of its own service only; types hold it to that.
 */
export function EventConsumer<
  const Source extends EventSource,
  Guarantee extends EventGuarantee = 'effectively-once',
>(
  sources: readonly Source[],
  options: EventConsumerOptions<Guarantee> = {},
): (target: EventConsumerClass<Source, Guarantee>) => void {
  return (target) => {
    const { name = kebabCase(target.name.replace(/Consumer$/, '')), guarantee, retry } = options;
    const metadata: EventConsumerMetadata = {
      name,
      events: eventsOf(sources),
      guarantee: guarantee ?? 'effectively-once',
      ...(retry && { retry }),
    };
    Reflect.defineMetadata(METADATA, metadata, target);
    Injectable()(target as unknown as new () => object);
  };
}

/** What the decorator remembers; undefined for a class without it. */
export function eventConsumerMetadata(target: object): EventConsumerMetadata | undefined {
  return Reflect.getMetadata(METADATA, target) as EventConsumerMetadata | undefined;
}

function kebabCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
