import { getNullableType, isLeafType, type GraphQLObjectType } from 'graphql';
import type { EntityDefinition } from '@metamorphosis/core';
import { methodOf, type PartMethod } from '../service-parts.js';

/** An entity named by one of its keys. */
export interface Reference {
  /** The key's fields, nothing else: what the author's `load` is given. */
  readonly key: Readonly<Record<string, unknown>>;
  /** Equal for equal keys of one entity. */
  readonly cacheKey: string;
}

/** One `@key`, with the check of each field's value. */
interface CompiledKey {
  readonly fields: readonly {
    readonly name: string;
    readonly parse: (value: unknown) => unknown;
  }[];
}

/** An entity with everything that requests ask of it looked up once. */
export interface CompiledEntity {
  readonly name: string;
  readonly keys: readonly CompiledKey[];
  /** Undefined when there is nothing to load. */
  readonly load: PartMethod | undefined;
  readonly resolvedFields: ReadonlyMap<string, PartMethod>;
}

/** Looks an entity's parts up; says in `problems` what the author's part lacks. */
export function compileEntity(
  definition: EntityDefinition,
  type: GraphQLObjectType,
  part: object | undefined,
  problems: string[],
): CompiledEntity {
  const { name } = definition;
  const load = definition.loads ? methodOf(part, 'load') : undefined;
  if (definition.loads && load === undefined) problems.push(`entity ${name} has no load(keys)`);
  const resolvedFields = new Map<string, PartMethod>();
  for (const field of definition.resolvedFields) {
    const method = methodOf(part, field);
    if (method === undefined) problems.push(`entity ${name} has no ${field}(parents, args)`);
    else resolvedFields.set(field, method);
  }
  const keys = definition.keys.map((fields) => ({
    fields: fields.map((field) => ({ name: field, parse: parserOf(type, field) })),
  }));
  return { name, keys, load, resolvedFields };
}

/** The reference that a value holds by the first key it has in full; undefined when it has none. */
export function referenceOf(
  entity: CompiledEntity,
  value: Readonly<Record<string, unknown>>,
): Reference | undefined {
  for (const [index, { fields }] of entity.keys.entries()) {
    if (!fields.every(({ name }) => value[name] !== undefined && value[name] !== null)) continue;
    const only = fields.length === 1 ? fields[0] : undefined;
    if (only !== undefined) {
      const parsed = only.parse(value[only.name]);
      return { key: { [only.name]: parsed }, cacheKey: `${index}:${String(parsed)}` };
    }
    const entries = fields.map(({ name, parse }) => [name, parse(value[name])] as const);
    return { key: Object.fromEntries(entries), cacheKey: `${index}:${JSON.stringify(entries)}` };
  }
  return undefined;
}

/** Whether `value` has the key it was loaded by, as far as it tells. */
export function bearsKey(value: Readonly<Record<string, unknown>>, { key }: Reference): boolean {
  return Object.entries(key).every(([name, wanted]) => !differ(value[name], wanted));
}

/** An id may come from a database as text or as a number; of anything else nothing is concluded. */
function differ(one: unknown, other: unknown): boolean {
  return isTextOrNumber(one) && isTextOrNumber(other) && String(one) !== String(other);
}

function isTextOrNumber(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

function parserOf(type: GraphQLObjectType, field: string): (value: unknown) => unknown {
  const fieldType = type.getFields()[field]?.type;
  const leaf = fieldType === undefined ? undefined : getNullableType(fieldType);
  // A representation is input from outside: an object in the place of an id must not reach an author's SQL.
  return isLeafType(leaf) ? (value): unknown => leaf.parseValue(value) : (value) => value;
}
