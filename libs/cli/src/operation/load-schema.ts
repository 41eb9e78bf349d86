import {
  buildClientSchema,
  getIntrospectionQuery,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { isClientError, type Client } from '@metamorphosis/client';
import { errors } from '@metamorphosis/contract';
import { didYouMean } from '@metamorphosis/core';

/** The schema of a gateway, as it tells it. Rejects with CONFIGURATION_INVALID, which says what to do. */
export async function loadSchema(client: Client, url: string): Promise<GraphQLSchema> {
  try {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: false });
    return buildClientSchema(await client.query<IntrospectionQuery, object>(query));
  } catch (cause) {
    if (!isClientError(cause)) throw cause;
    const refused = cause.errors.length > 0;
    const text = refused
      ? `The gateway at ${url} does not tell its schema: ${cause.message} It must answer introspection.`
      : `No gateway answers at ${url} (${reasonOf(cause)}). Start one (gregor start), or name another with --url.`;
    throw errors.CONFIGURATION_INVALID([text], { cause });
  }
}

/** What the machine says at the bottom of it: ECONNREFUSED. */
function reasonOf(error: Error): string {
  let reason = error.message;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === 'string' && /^(E[A-Z]+|UND_)/.test(code)) reason = code;
  }
  return reason;
}

/** The field of a root type. Throws CONFIGURATION_INVALID with the nearest name. */
export function rootField(
  root: GraphQLObjectType | null | undefined,
  name: string,
  what: string,
): GraphQLField<unknown, unknown> {
  const fields = root?.getFields() ?? {};
  const found = fields[name];
  if (found) return found;
  const names = Object.keys(fields).filter(
    (one) => !one.startsWith('_') && !isGenerated(one, fields),
  );
  const hint = didYouMean(name, names) ?? `There are: ${names.sort().join(', ') || 'none'}.`;
  throw errors.CONFIGURATION_INVALID([`There is no ${what} "${name}" here; ${hint}`]);
}

/** `placeOrderAsync` beside `placeOrder`. */
function isGenerated(name: string, fields: Readonly<Record<string, unknown>>): boolean {
  return name.endsWith('Async') && fields[name.slice(0, -'Async'.length)] !== undefined;
}
