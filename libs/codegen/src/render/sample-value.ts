import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
} from 'graphql';
import type { CommandModel } from '../model/service-model.js';

/** Scalars by name; any other is an id of some kind: the name of its field. */
const SCALARS: Readonly<Record<string, string>> = {
  Int: '1',
  Float: '1',
  Boolean: 'true',
  DateTime: "'2026-01-01T09:00:00.000Z'",
  Date: "'2026-01-01'",
  EmailAddress: "'ada@example.org'",
  UUID: "'0198c9c4-5b1a-7000-8000-000000000000'",
  URL: "'https://example.org'",
  JSON: '{}',
  JSONObject: '{}',
};

/** Arguments that a command may be called with, as TypeScript: what must be given and nothing else. */
export function sampleArgs({ field }: CommandModel): string {
  const given = field.args.filter(
    ({ name, type }) => name !== 'idempotencyKey' && isNonNullType(type),
  );
  return objectOf(given.map(({ name, type }) => [name, sample(name, type, [])]));
}

function sample(name: string, type: GraphQLInputType, around: readonly string[]): string {
  if (isNonNullType(type)) return sample(name, type.ofType, around);
  if (isListType(type)) return `[${sample(name, type.ofType, around)}]`;
  if (isEnumType(type)) return `'${type.getValues()[0]?.name ?? ''}'`;
  if (!isInputObjectType(type)) return SCALARS[type.name] ?? `'${name}-1'`;
  const fields = Object.values(type.getFields());
  // A type that holds itself ends where it may.
  const inside = [...around, type.name];
  const given = fields.filter((one, index) =>
    type.isOneOf
      ? index === 0
      : isNonNullType(one.type) &&
        one.defaultValue === undefined &&
        !inside.includes(getNamedType(one.type).name),
  );
  return objectOf(given.map((one) => [one.name, sample(one.name, one.type, inside)]));
}

function objectOf(fields: readonly (readonly [string, string])[]): string {
  return `{ ${fields.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}
