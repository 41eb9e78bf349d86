import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';
import { scalarFacts } from '../model/scalars.js';
import { isEntity, isEvent } from '../model/type-queries.js';

/** The name that an SDL type has in TypeScript, in record form: entities by key. */
export function recordTypeName(type: GraphQLNamedType): string {
  if (isScalarType(type)) return scalarFacts(type.name)?.tsType ?? 'unknown';
  if (isEntity(type)) return `${type.name}Ref`;
  if (isEvent(type)) return `${type.name}Data`;
  return type.name;
}

/** True for types that a generated declaration stands for. */
export function isDeclared(type: GraphQLNamedType): boolean {
  return isEnumType(type) || isInputObjectType(type) || isObjectType(type) || isAbstractType(type);
}

/** How a named type is written; by default in record form, by its generated name. */
export type NameOf = (type: GraphQLNamedType) => string;

/** A type as TypeScript, `null` where SDL allows it. */
export function tsType(type: GraphQLType, nameOf: NameOf = recordTypeName): string {
  const inner = getNullableType(type);
  const text = isListType(inner)
    ? `readonly ${inItem(tsType(inner.ofType, nameOf))}[]`
    : nameOf(inner as GraphQLNamedType);
  return isNonNullType(type) || text === 'unknown' ? text : `${text} | null`;
}

function inItem(text: string): string {
  return /[ |&]/.test(text) ? `(${text})` : text;
}

/** A field as a property that is always there. */
export function property(name: string, type: GraphQLType, nameOf: NameOf = recordTypeName): string {
  return `readonly ${name}: ${tsType(type, nameOf)};`;
}

/** A field as a property that may be missing where it may be null. */
export function optionalProperty(name: string, type: GraphQLType, nameOf?: NameOf): string {
  const optional = isNonNullType(type) ? '' : '?';
  return `readonly ${name}${optional}: ${tsType(type, nameOf)};`;
}

/** An argument or input field. */
export function inputProperty({ name, type }: GraphQLInputField | GraphQLArgument): string {
  return optionalProperty(name, type);
}
