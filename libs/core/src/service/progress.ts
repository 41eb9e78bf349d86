/** What JSON can carry. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [field: string]: JsonValue };

declare const made: unique symbol;

/** How far a command has come, ready to be told. Only `progress` makes one. */
export interface Progress {
  readonly kind: 'progress';
  readonly value: JsonValue;
  /** Keeps object literals, a mistyped event for one, from passing as progress. */
  readonly [made]: true;
}

/**
 * Tells whoever follows a command how far it has come: `yield progress({ done: 3, of: 10 })`. It is
 * shown while the command runs, not kept: the newest value is what counts, some in between are left
 * out when they come fast, and the outcome ends it. A value of more than 16 KiB of JSON is not told.
 */
export function progress(value: JsonValue): Progress {
  return { kind: 'progress', value } as Progress;
}
