import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';
import { scalarFacts } from '../model/scalars.js';
import { isEntity, isEvent } from '../model/type-queries.js';
import type { EntityIds } from './id-types.js';

/** A field, an argument or an input field. */
export interface Member {
  readonly name: string;
  readonly type: GraphQLType;
}

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

/**
 * The type of a member as TypeScript, `null` where SDL allows it. Ids of entities bear their names; `holder` is the
 * type that the member belongs to.
 */
export function memberType(
  { name, type }: Member,
  ids: EntityIds,
  holder?: string,
  nameOf: NameOf = recordTypeName,
): string {
  return tsType(type, (named) =>
    named.name === 'ID' ? (ids.typeOf(name, holder) ?? nameOf(named)) : nameOf(named),
  );
}

function tsType(type: GraphQLType, nameOf: NameOf): string {
  const inner = getNullableType(type);
  const text = isListType(inner)
    ? `readonly ${inItem(tsType(inner.ofType, nameOf))}[]`
    : nameOf(inner as GraphQLNamedType);
  return isNonNullType(type) || text === 'unknown' ? text : `${text} | null`;
}

function inItem(text: string): string {
  return /[ |&]/.test(text) ? `(${text})` : text;
}

/** A member as a property that is always there. */
export function property(member: Member, ids: EntityIds, holder?: string): string {
  return `readonly ${member.name}: ${memberType(member, ids, holder)};`;
}

/** A member as a property that may be missing where it may be null. */
export function optionalProperty(member: Member, ids: EntityIds, holder?: string): string {
  const optional = isNonNullType(member.type) ? '' : '?';
  return `readonly ${member.name}${optional}: ${memberType(member, ids, holder)};`;
}
