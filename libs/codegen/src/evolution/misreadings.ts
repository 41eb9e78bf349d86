import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  Kind,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';
import { directivesOf, isEntity } from '../model/type-queries.js';

/** A value that one side writes and the other cannot read. */
export interface Misreading {
  /** `lines.quantity` */
  readonly path: string;
  readonly why: string;
  /** Whether it is so of every record; else of those with certain values. */
  readonly always: boolean;
}

/** A type on one side, in its schema. */
export interface Side {
  readonly schema: GraphQLSchema;
  readonly type: GraphQLType;
}

/** What JSON makes one of another: scalars that a reader of the key takes. */
const READS: Readonly<Record<string, readonly string[]>> = {
  Float: ['Int'],
  String: ['ID', 'DateTime', 'Date', 'Time', 'UUID', 'EmailAddress', 'URL'],
  ID: ['String', 'UUID', 'EmailAddress', 'URL', 'DateTime'],
};

/**
 * What `writer` may write into a record that `reader` cannot read: as generated checks decide. Entities are
 * compared by their keys, abstract types by their members; fields that the reader does not know matter in inputs only.
 */
export function misreadings(writer: Side, reader: Side, path = ''): readonly Misreading[] {
  return compare(writer, reader, path, new Set());
}

function compare(
  writer: Side,
  reader: Side,
  path: string,
  seen: ReadonlySet<string>,
): readonly Misreading[] {
  const found: Misreading[] = [];
  if (isNonNullType(reader.type) && !isNonNullType(writer.type)) {
    found.push({ path, why: 'may be null', always: false });
  }
  const [from, to] = [getNullableType(writer.type), getNullableType(reader.type)];
  if (isListType(from) || isListType(to)) {
    if (isListType(from) && isListType(to)) {
      const inner = [
        { ...writer, type: from.ofType },
        { ...reader, type: to.ofType },
      ] as const;
      return [...found, ...compare(...inner, path, seen)];
    }
    const why = isListType(from) ? 'is a list' : 'is no list';
    return [...found, { path, why, always: true }];
  }
  const named = [from, to] as readonly GraphQLNamedType[];
  return [
    ...found,
    ...compareNamed(
      { schema: writer.schema, type: named[0] as GraphQLNamedType },
      { schema: reader.schema, type: named[1] as GraphQLNamedType },
      path,
      seen,
    ),
  ];
}

interface NamedSide {
  readonly schema: GraphQLSchema;
  readonly type: GraphQLNamedType;
}

function compareNamed(
  writer: NamedSide,
  reader: NamedSide,
  path: string,
  seen: ReadonlySet<string>,
): readonly Misreading[] {
  const pair = `${writer.type.name}>${reader.type.name}`;
  if (seen.has(pair)) return [];
  const inside = new Set([...seen, pair]);
  const { type: from } = writer;
  const { type: to } = reader;
  if (isScalarType(to) && to.name === 'JSON') return [];
  if (isEnumType(from) && isEnumType(to)) {
    const known = new Set(to.getValues().map(({ name }) => name));
    const unknown = from.getValues().filter(({ name }) => !known.has(name));
    return unknown.map(({ name }) => ({ path, why: `may be ${name}`, always: false }));
  }
  if (isScalarType(to) && (isScalarType(from) || isEnumType(from))) {
    const fits =
      from.name === to.name ||
      (READS[to.name] ?? []).includes(from.name) ||
      (isEnumType(from) && (to.name === 'String' || to.name === 'ID'));
    return fits ? [] : [{ path, why: `is of type ${from.name}`, always: true }];
  }
  if (isAbstractType(from) && isAbstractType(to)) return members(writer, reader, path, inside);
  if (hasFields(from) && hasFields(to)) return fields(writer, reader, path, inside);
  return [{ path, why: `is of type ${from.name}`, always: true }];
}

function members(
  writer: NamedSide,
  reader: NamedSide,
  path: string,
  seen: ReadonlySet<string>,
): readonly Misreading[] {
  const of = ({ schema, type }: NamedSide): readonly GraphQLNamedType[] =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const known = new Map(of(reader).map((type) => [type.name, type]));
  return of(writer).flatMap((member): readonly Misreading[] => {
    const same = known.get(member.name);
    if (!same) return [{ path, why: `may be of type ${member.name}`, always: false }];
    const within = compareNamed({ ...writer, type: member }, { ...reader, type: same }, path, seen);
    // Wrong of every such member, but not of every record.
    return within.map((one) => ({ ...one, always: false }));
  });
}

function fields(
  writer: NamedSide,
  reader: NamedSide,
  path: string,
  seen: ReadonlySet<string>,
): readonly Misreading[] {
  const written = new Map(recordFields(writer.type));
  const read = new Map(recordFields(reader.type));
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const found = [...read].flatMap(([name, type]): readonly Misreading[] => {
    const own = written.get(name);
    if (!own)
      return isNonNullType(type) ? [{ path: at(name), why: 'is missing', always: true }] : [];
    const sides = [
      { schema: writer.schema, type: own },
      { schema: reader.schema, type },
    ] as const;
    return compare(...sides, at(name), seen);
  });
  // Inputs are closed: a field that nobody knows is a mistake of the caller's.
  if (!isInputObjectType(reader.type)) return found;
  const unknown = [...written].filter(([name]) => !read.has(name));
  return [
    ...found,
    ...unknown.map(([name, type]) => ({
      path: at(name),
      why: 'is not known',
      always: isNonNullType(type),
    })),
  ];
}

type Fields = readonly (readonly [name: string, type: GraphQLType])[];

/** The fields of a type in records: of an entity, those of its first key. */
function recordFields(type: GraphQLNamedType): Fields {
  if (!hasFields(type)) return [];
  const declared: Readonly<Record<string, { readonly type: GraphQLType }>> = type.getFields();
  const all = Object.entries(declared).map(([name, { type: of }]) => [name, of] as const);
  if (!isEntity(type)) return all;
  const [key] = directivesOf(type, 'key');
  const value = key?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  const names = value?.kind === Kind.STRING ? value.value.split(/\s+/) : [];
  return all.filter(([name]) => names.includes(name));
}

function hasFields(type: GraphQLNamedType) {
  return isObjectType(type) || isInputObjectType(type);
}
