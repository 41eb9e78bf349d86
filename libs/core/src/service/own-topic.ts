import { errors } from '@metamorphosis/contract';
import type { PublishableEvent } from './definitions.js';

declare const made: unique symbol;

/** A topic of a service beside `<service>.events`. Only `ownTopic` makes one. */
export interface OwnTopic<Name extends string = string> {
  readonly name: Name;
  readonly [made]: true;
}

/** An event on its way to a topic of its own service. Only `to` makes one. */
export interface RoutedEvent {
  readonly kind: 'routed';
  readonly topic: OwnTopic;
  readonly event: PublishableEvent;
  readonly [made]: true;
}

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Names a topic of a service, `<service>.events.<name>`, for readers that are no subscribers and no
 * consumers of it: an archive, another system. List it in the module's `topics`, which makes it.
 * Throws CONFIGURATION_INVALID for a name that is not lower case letters, digits and hyphens, and
 * for `dlq`.
 */
export function ownTopic<const Name extends string>(name: Name): OwnTopic<Name> {
  if (!NAME.test(name) || name === 'dlq') {
    throw errors.CONFIGURATION_INVALID([
      `"${name}" cannot name a topic. Write lower case letters, digits and single hyphens, and not dlq.`,
    ]);
  }
  return { name } as OwnTopic<Name>;
}

/**
 * Sends an event to a topic of its own service in place of `<service>.events`: subscribers and
 * consumers do not see it there. The order of its key holds within each topic.
 */
export function to(topic: OwnTopic, event: PublishableEvent): RoutedEvent {
  return { kind: 'routed', topic, event } as RoutedEvent;
}
