import type { Actor, EventDefinition, OlderForm, PublishableEvent } from '@metamorphosis/core';

/** What differs from an event that is published now. */
export interface EventFacts {
  /** @default a new id each time; give one to deliver the same event twice */
  readonly id?: string;
  /** RFC 3339. @default now, by the clock of the test */
  readonly time?: string;
  /** Who issued the command that led to it. @default nobody */
  readonly actor?: Actor;
}

/** An event on its way to the consumers of a service. Only `event` makes one. */
export interface EventMessage {
  readonly kind: 'event';
  readonly definition: EventDefinition<string, never>;
  readonly data: unknown;
  /** The form of `data`, when it is not that of today. */
  readonly form?: OlderForm;
  readonly facts: EventFacts;
}

/**
 * An event that the service receives, its own or another's: `event(StockReserved, { ... })`. Data that the
 * SDL does not allow is a type error.
 */
export function event<Name extends string, Data>(
  definition: EventDefinition<Name, Data>,
  data: NoInfer<Data>,
  facts: EventFacts = {},
): EventMessage {
  return { kind: 'event', definition, data, facts };
}

/**
 * An event as an older version wrote it, which reaches handlers by upcasts:
 * `olderEvent(OrderPlaced, OrderPlacedV1, { ... })`.
 */
export function olderEvent<Old>(
  definition: EventDefinition<string, never>,
  form: OlderForm<Old>,
  data: NoInfer<Old>,
  facts: EventFacts = {},
): EventMessage {
  return { kind: 'event', definition, data, form, facts };
}

/** Events of the service itself may be given as their constructor makes them. */
export function eventMessage(given: EventMessage | PublishableEvent): EventMessage {
  if ('kind' in given) return given;
  const { definition, data } = given;
  return { kind: 'event', definition, data, facts: {} };
}
