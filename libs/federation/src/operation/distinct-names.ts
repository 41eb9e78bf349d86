import {
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import type { Path } from '../plan/run.js';

/** A document whose response names cannot collide with what a plan fetches besides. */
export interface DistinctDocument {
  readonly document: DocumentNode;
  /** The name that the client gave to a field of the document. */
  readonly clientName: (responseName: string) => string;
  /** The same for a path into the answer. */
  readonly clientPath: (path: Path) => Path;
}

/**
 * Gives every field that has an alias, or whose definition takes arguments, or that bears a name that every object has
 * (`constructor`), a name of its own.
 * Apollo's planner fetches keys and `@requires` fields under their plain names: a client's
 * `id: name`, or the same field with other arguments, would stand in their place.
 */
export function withDistinctNames(schema: GraphQLSchema, document: DocumentNode): DistinctDocument {
  const prefix = freePrefix(document);
  const given = new Map<string, string>();
  const clientNames = new Map<string, string>();
  const info = new TypeInfo(schema);

  const rename = (node: FieldNode): FieldNode | undefined => {
    // Inside introspection nothing is planned, and graphql-js writes that part of the answer.
    if (info.getParentType()?.name.startsWith('__')) return undefined;
    const takesArguments = (info.getFieldDef()?.args.length ?? 0) > 0;
    const aliased = node.alias !== undefined && node.alias.value !== node.name.value;
    const client = (node.alias ?? node.name).value;
    // Objects have some fields without being told: one that is missing has to be nothing.
    const inherited = client in Object.prototype;
    if (!takesArguments && !aliased && !inherited) return undefined;
    // The same field with the same arguments under one name is one field: its selections merge.
    const identity = `${client} ${node.name.value} ${canonicalArguments(node)}`;
    let name = given.get(identity);
    if (name === undefined) {
      name = `${prefix}${given.size}`;
      given.set(identity, name);
      clientNames.set(name, client);
    }
    return { ...node, alias: { kind: Kind.NAME, value: name } };
  };

  const clientName = (name: string): string => clientNames.get(name) ?? name;
  return {
    document: visit(document, visitWithTypeInfo(info, { Field: rename })),
    clientName,
    clientPath: (path) => path.map((part) => (typeof part === 'string' ? clientName(part) : part)),
  };
}

function freePrefix(document: DocumentNode): string {
  let prefix = '_m';
  const taken = new Set<string>();
  visit(document, {
    Field(node) {
      taken.add((node.alias ?? node.name).value);
    },
  });
  while ([...taken].some((name) => name.startsWith(prefix))) prefix += '_';
  return prefix;
}

function canonicalArguments(node: FieldNode): string {
  return (node.arguments ?? [])
    .map(({ name, value }) => `${name.value}:${print(sorted(value))}`)
    .sort()
    .join(',');
}

/** Fields of input objects have no order. */
function sorted(value: ValueNode): ValueNode {
  if (value.kind === Kind.LIST) return { ...value, values: value.values.map(sorted) };
  if (value.kind !== Kind.OBJECT) return value;
  const fields = value.fields
    .map((field) => ({ ...field, value: sorted(field.value) }))
    .sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
  return { ...value, fields };
}
