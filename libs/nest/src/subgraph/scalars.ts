import { GraphQLError } from 'graphql';

// RFC 3339, section 5.6; the calendar is checked by Date.
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** `DateTime`: RFC 3339 text inside and outside; a Date that an author answers is written as such. */
export const dateTimeScalar = {
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
