import type { Schema } from '@apollo/federation-internals';

/** What `@cacheControl` says of a field or a type. */
export interface CacheHint {
  /** Seconds. */
  readonly maxAge?: number | undefined;
  readonly scope?: 'PUBLIC' | 'PRIVATE' | undefined;
  readonly inheritMaxAge?: boolean | undefined;
}

/** What a supergraph says of how long answers hold. */
export interface CacheRules {
  /** Nothing is said: no answer is kept. */
  readonly isEmpty: boolean;
  /** Of a field or a type by its coordinate; empty where nothing is said. */
  hint(coordinate: string): CacheHint;
}

const NAME = 'cacheControl';
const NOTHING: CacheHint = {};

/** Reads Apollo's `@cacheControl` from a supergraph, which has it when its subgraphs compose it (`@composeDirective`). */
export function readCacheRules(schema: Schema): CacheRules {
  const hints = new Map<string, CacheHint>();
  const read = (coordinate: string, { appliedDirectives }: Element): void => {
    const applied = appliedDirectives.find(({ name }) => name === NAME);
    if (applied) hints.set(coordinate, applied.arguments());
  };
  for (const type of schema.directive(NAME) ? schema.types() : []) {
    read(type.name, type);
    if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') continue;
    for (const field of type.fields()) read(field.coordinate, field);
  }
  return { isEmpty: hints.size === 0, hint: (at) => hints.get(at) ?? NOTHING };
}

interface Element {
  readonly appliedDirectives: readonly { readonly name: string; arguments(): CacheHint }[];
}
