import type { Schema } from '@apollo/federation-internals';
import { isAbstractType, type GraphQLSchema } from 'graphql';

/** What a caller needs for a field or the objects of a type. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  /** All of one of the lists: scopes of the caller's token, or policies that hold for the caller. */
  | { readonly kind: 'scopes' | 'policies'; readonly anyOf: readonly (readonly string[])[] };

/** What a supergraph protects by `@authenticated`, `@requiresScopes` and `@policy`. */
export interface AccessRules {
  /** Nothing is protected. */
  readonly isEmpty: boolean;
  /** Of a field: its own, and those of the type that it yields. */
  ofField(type: string, field: string): readonly Requirement[];
  ofType(name: string): readonly Requirement[];
}

const NONE: readonly Requirement[] = [];
const IDENTITY = 'https://specs.apollo.dev/';

/** Reads them from a supergraph. */
export function readAccessRules(schema: Schema, executable: GraphQLSchema): AccessRules {
  const read = reader(schema);
  const types = new Map<string, readonly Requirement[]>();
  const fields = new Map<string, readonly Requirement[]>();
  for (const type of schema.types()) {
    keep(types, type.name, read(type));
    if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') continue;
    for (const field of type.fields()) {
      keep(fields, field.coordinate, read(field));
    }
  }
  const ofType = (name: string): readonly Requirement[] => types.get(name) ?? NONE;
  const roots = new Set(
    [executable.getQueryType(), executable.getMutationType(), executable.getSubscriptionType()].map(
      (type) => type?.name,
    ),
  );
  return {
    isEmpty: types.size + fields.size === 0,
    ofType,
    ofField(type, field) {
      const own = fields.get(`${type}.${field}`) ?? NONE;
      const parent = schema.type(type);
      const definition =
        parent?.kind === 'ObjectType' || parent?.kind === 'InterfaceType'
          ? parent.field(field)
          : undefined;
      const yielded = definition?.type ? ofType(baseName(definition.type)) : NONE;
      // Nobody yields the objects of a root type: its fields bear what it demands.
      const root = roots.has(type) ? ofType(type) : NONE;
      return own.length + yielded.length + root.length === 0 ? NONE : [...own, ...yielded, ...root];
    },
  };
}

/** The types that an object may be of which is asked as a `name`. */
export function possibleTypes(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (!isAbstractType(type)) return [name];
  return [name, ...schema.getPossibleTypes(type).map((one) => one.name)];
}

/** A type or a field, as far as it is read here. */
interface Element {
  readonly appliedDirectives: readonly {
    readonly name: string;
    arguments(): Readonly<Record<string, unknown>>;
  }[];
}

function reader(schema: Schema): (element: Element) => readonly Requirement[] {
  const nameOf = (directive: string): string | undefined =>
    schema.coreFeatures?.getByIdentity(`${IDENTITY}${directive}`)?.directiveNameInSchema(directive);
  const authenticated = nameOf('authenticated');
  const scopes = nameOf('requiresScopes');
  const policies = nameOf('policy');
  return (element) =>
    element.appliedDirectives.flatMap((applied): Requirement[] => {
      const given = applied.arguments() as Readonly<Record<string, readonly (readonly string[])[]>>;
      if (applied.name === authenticated) return [{ kind: 'authenticated' }];
      if (applied.name === scopes) return [{ kind: 'scopes', anyOf: given['scopes'] ?? [] }];
      if (applied.name === policies) return [{ kind: 'policies', anyOf: given['policies'] ?? [] }];
      return [];
    });
}

function keep(
  map: Map<string, readonly Requirement[]>,
  key: string,
  list: readonly Requirement[],
): void {
  if (list.length > 0) map.set(key, list);
}

function baseName(type: { readonly toString: () => string }): string {
  return String(type).replace(/[[\]!]/g, '');
}
