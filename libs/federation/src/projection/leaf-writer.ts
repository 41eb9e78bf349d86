import {
  isEnumType,
  isSpecifiedScalarType,
  type GraphQLEnumType,
  type GraphQLLeafType,
} from 'graphql';
import { isBeyondNumbers } from './leaf.js';
import { quote } from './quote.js';

/** Writes a leaf value as JSON; undefined when it is none of its type, or needs conversion. */
export type LeafWriter = (value: unknown) => string | undefined;

/** Compiles the usual case of a scalar or an enum. Scalars of one's own carry any JSON. */
export function compileLeafWriter(type: GraphQLLeafType): LeafWriter {
  if (isEnumType(type)) return enumWriter(type);
  return (isSpecifiedScalarType(type) ? SCALARS[type.name] : undefined) ?? writeJson;
}

const writeString: LeafWriter = (value) => (typeof value === 'string' ? quote(value) : undefined);

const SCALARS: Readonly<Record<string, LeafWriter>> = {
  String: writeString,
  ID: writeString,
  Boolean: (value) => (value === true ? 'true' : value === false ? 'false' : undefined),
  Int: (value) => (typeof value === 'number' && (value | 0) === value ? `${value}` : undefined),
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? `${value}` : undefined),
};

const writeJson: LeafWriter = (value) =>
  value === null || value === undefined || isBeyondNumbers(value)
    ? undefined
    : JSON.stringify(value);

function enumWriter(type: GraphQLEnumType): LeafWriter {
  const names = new Map<unknown, string>(
    type.getValues().map(({ name }) => [name, JSON.stringify(name)]),
  );
  return (value) => names.get(value);
}
