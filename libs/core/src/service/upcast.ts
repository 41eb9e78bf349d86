import type { Check, EventDefinition, Problem } from './definitions.js';

declare const made: unique symbol;

/** Brings old payloads of one event to its type of today. Only `upcast` makes one. */
export interface Upcast {
  /** The record type: `orders.OrderPlaced`. */
  readonly type: string;
  readonly convert: (old: unknown) => unknown;
  readonly [made]: true;
}

/**
 * Reads an older form of an event: `upcast(OrderPlaced, (old) => ({ ...old, currency: 'EUR' }))`, listed in the module's
 * `upcasts`. It is asked only for payloads that do not fit the event's type, and answers undefined for a form that it does
 * not know: the next one in the list is asked then. It must be pure: a record may be read again.
 */
export function upcast<Name extends string, Data>(
  definition: EventDefinition<Name, Data>,
  convert: (old: Readonly<Record<string, unknown>>) => Data | undefined,
): Upcast {
  return { type: definition.type, convert } as unknown as Upcast;
}

/** A payload as its reader's type wants it, or what is wrong with it after all upcasts. */
export function readPayload(
  data: unknown,
  check: Check,
  upcasts: readonly Upcast[],
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems = check(data);
  if (problems.length === 0 || typeof data !== 'object' || data === null) return { data, problems };
  for (const { convert } of upcasts) {
    const converted = convert(data);
    if (converted !== undefined && check(converted).length === 0) {
      return { data: converted, problems: [] };
    }
  }
  // What is wrong is told of the record as it lies there.
  return { data, problems };
}
