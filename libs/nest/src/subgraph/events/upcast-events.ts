import { Kind, parse, type GraphQLFieldResolver } from 'graphql';
import { payloadReader, type ServiceDefinition, type Upcast } from '@metamorphosis/core';

/** An event as the gateway found it on a stream. */
interface WrittenEvent {
  readonly type: string;
  readonly version: number;
  readonly data: unknown;
}

/**
 * `_upcastEvents(events)`: the service's own events in the form of today, for the gateway, which shows them to subscribers. Throws
 * CONFIGURATION_INVALID when no upcast reads an older form of an event that subscribers are shown.
 */
export function upcastEventsQuery(
  definition: ServiceDefinition,
  upcasts: readonly Upcast[] = [],
): GraphQLFieldResolver<unknown, object, { events: readonly WrittenEvent[] }> {
  const names = shownEvents(definition);
  const readers = new Map(
    definition.events
      .filter(({ name }) => names.has(name))
      .map((event) => {
        const read = payloadReader(event, event.check, upcasts);
        return [event.type, { version: event.version ?? 1, read }] as const;
      }),
  );
  const answer = ({ type, version: dataVersion, data }: WrittenEvent): object => {
    const reader = readers.get(type);
    if (!reader) return { error: `Subscribers are not shown versions of ${type}.` };
    try {
      return { version: reader.version, data: reader.read({ dataVersion, data }) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  return (_root, { events }) => events.map(answer);
}

/** Events of more than one version that subscriptions reach: the SDL of the streams marks their types. */
function shownEvents({ eventsSdl }: ServiceDefinition): ReadonlySet<string> {
  if (!eventsSdl.includes('@event')) return new Set();
  const shown = parse(eventsSdl).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION &&
    definition.directives?.some(({ name }) => name.value === 'event') === true
      ? [definition.name.value]
      : [],
  );
  return new Set(shown);
}
