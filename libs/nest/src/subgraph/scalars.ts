import { GraphQLError, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { SCALARS } from '@metamorphosis/core/checks';

// RFC 3339, section 5.6; the calendar is checked by Date.
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** `DateTime`: RFC 3339 text inside and outside; a Date that an author answers is written as such. */
const dateTimeScalar = {
  serialize: (value: unknown): string =>
    value instanceof Date ? value.toISOString() : dateTimeText(value),
  parseValue: dateTimeText,
  parseLiteral: (node: { readonly value?: unknown }): string => dateTimeText(node.value),
};

function dateTimeText(value: unknown): string {
  if (typeof value === 'string' && RFC_3339.test(value) && !Number.isNaN(Date.parse(value))) {
    return value;
  }
  throw new GraphQLError(
    `DateTime cannot represent ${JSON.stringify(value)}: write it as RFC 3339, like 2026-01-31T12:00:00Z.`,
  );
}

/** How GraphQL reads and writes a scalar. */
export interface ScalarResolver {
  serialize(value: unknown): unknown;
  parseValue(value: unknown): unknown;
  parseLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): unknown;
}

/** The scalars of the platform, by name. Inside and outside they are what JSON carries. */
export function scalarResolvers(): Readonly<Record<string, ScalarResolver>> {
  const { DateTime: _dateTime, ...checked } = SCALARS;
  const made = Object.entries(checked).map(([name, fits]) => [name, checkedScalar(name, fits)]);
  return {
    ...(Object.fromEntries(made) as Record<string, ScalarResolver>),
    DateTime: dateTimeScalar as ScalarResolver,
  };
}

function checkedScalar(name: string, fits: (value: unknown) => boolean): ScalarResolver {
  const parse = (value: unknown): unknown => {
    if (fits(value)) return value;
    throw new GraphQLError(`${name} cannot represent ${JSON.stringify(value)}.`);
  };
  return {
    serialize: (value) => parse(plain(name, value)),
    parseValue: parse,
    parseLiteral: (node, variables) =>
      // Digits stay what they are: as a number, a large one would be rounded.
      parse(
        name === 'BigInt' && node.kind === Kind.INT
          ? node.value
          : valueFromASTUntyped(node, variables),
      ),
  };
}

/** What databases answer in place of text. */
function plain(name: string, value: unknown): unknown {
  if (value instanceof Date && name === 'Date') return value.toISOString().slice(0, 10);
  if (value instanceof URL) return value.href;
  if (name === 'BigInt' && (typeof value === 'bigint' || Number.isSafeInteger(value))) {
    return String(value);
  }
  return value;
}
