import type { EventDefinition, NewEvent } from './definitions.js';

/**
 * Makes an event of the own service; generated constructors call it, authors call those.
 * The token of another service's event is a type error.
 */
export function newEvent<Name extends string, Data>(
  definition: EventDefinition<Name, Data> & { readonly foreign?: never },
  data: Data,
): NewEvent<Name, Data> {
  return { definition, data } as unknown as NewEvent<Name, Data>;
}
