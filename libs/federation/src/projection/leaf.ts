import {
  isEnumType,
  isSpecifiedScalarType,
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLScalarType,
} from 'graphql';

/** Checks a leaf value and gives it the form it has on the wire. Throws with the reason when it breaks its type. */
export type CompleteLeaf = (value: unknown) => unknown;

/** Compiles the check of a scalar or an enum. Scalars of one's own carry any JSON. */
export function compileLeaf(type: GraphQLLeafType): CompleteLeaf {
  if (isEnumType(type)) return enumValue(type);
  if (!isSpecifiedScalarType(type)) return anyJson(type);
  const serialize = (value: unknown): unknown => type.serialize(value);
  const fast = FAST[type.name];
  return fast ? (value) => (fast(value) ? value : serialize(value)) : serialize;
}

/** The usual case of each built-in scalar, without graphql-js's conversions. */
const FAST: Readonly<Record<GraphQLScalarType['name'], (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && (value | 0) === value,
  Float: (value) => typeof value === 'number' && Number.isFinite(value),
};

/** A number in JSON may be larger than any here (`1e400`): written again it would be null. */
export function isBeyondNumbers(value: unknown): boolean {
  return typeof value === 'number' && !Number.isFinite(value);
}

function anyJson({ name }: GraphQLLeafType): CompleteLeaf {
  return (value) => {
    if (!isBeyondNumbers(value)) return value;
    throw new TypeError(`${name} cannot represent a number beyond 1.8e308`);
  };
}

function enumValue(type: GraphQLEnumType): CompleteLeaf {
  const names = new Set(type.getValues().map(({ name }) => name));
  return (value) => {
    if (typeof value === 'string' && names.has(value)) return value;
    throw new TypeError(`Enum "${type.name}" cannot represent value: ${JSON.stringify(value)}`);
  };
}
