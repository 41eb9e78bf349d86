import { isScalarType, type GraphQLNamedType } from 'graphql';
import { scalarFacts } from '../model/scalars.js';

/** Points in time and days, whose texts have an order. */
const TIMES: ReadonlySet<string> = new Set(['DateTime', 'Date']);
const TEXTS: ReadonlySet<string> = new Set(['ID', 'String']);

/** Values of one family can be compared: all numbers; ID with String; else a type with itself. */
export function familyOf({ name }: GraphQLNamedType): string {
  if (TEXTS.has(name)) return 'text';
  return scalarFacts(name)?.tsType === 'number' ? 'number' : name;
}

/** Whether one value of the type is smaller than another. */
export function isOrdered(type: GraphQLNamedType): boolean {
  return TIMES.has(type.name) || familyOf(type) === 'number';
}

/** Whether a value written in a filter may be one of a type that is no enum. Of scalars that the author declared everything is. */
export function literalFits(type: GraphQLNamedType, value: unknown): boolean {
  if (!isScalarType(type)) return false;
  const facts = scalarFacts(type.name);
  return facts === undefined || facts.tsType === typeof value;
}
