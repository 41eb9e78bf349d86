import type { EventDefinition, EventInterfaceDefinition, EventSource } from './definitions.js';

/** The events behind what a handler names, each once. */
export function eventsOf(
  sources: readonly EventSource[],
): readonly EventDefinition<string, never>[] {
  const events = new Map<string, EventDefinition<string, never>>();
  for (const source of sources) {
    for (const event of isInterface(source) ? source.members : [source]) {
      events.set(event.type, event);
    }
  }
  return [...events.values()];
}

function isInterface(source: EventSource): source is EventInterfaceDefinition {
  return 'members' in source;
}
