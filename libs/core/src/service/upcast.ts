import type { Check } from './definitions.js';

declare const made: unique symbol;
declare const forms: unique symbol;

/** How records of one type looked in an older version, and what comes after it. Made by codegen. */
export interface OlderForm<Old = never, Next = unknown> {
  /** The record type: `orders.OrderPlaced`. */
  readonly type: string;
  readonly version: number;
  readonly check: Check;
  /** Remembers both types; never there. */
  readonly [forms]?: (old: Old) => Next;
}

/** Brings payloads of one version of a record to the next. Only `upcast` makes one. */
export interface Upcast {
  readonly from: OlderForm;
  readonly convert: (old: never) => unknown;
  readonly [made]: true;
}

/**
 * Says how records of an older version are read: `upcast(OrderPlacedV1, (old) => ({ ...old, currency: 'EUR' }))`, listed in
 * the module's `upcasts`. Each leads to the next version; a record goes through all from its own on. `old` is checked
 * before, what comes of it after. It must be pure: a record may be read again. What it throws parks the record.
 */
export function upcast<Old, Next>(
  from: OlderForm<Old, Next>,
  convert: (old: Old) => NoInfer<Next>,
): Upcast {
  return { from, convert } as unknown as Upcast;
}
