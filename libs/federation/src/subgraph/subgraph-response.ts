import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphResponse } from './subgraph-client.js';

/**
 * Reads an answer of GraphQL: an object with data, or with errors. Undefined when it is none. What is known of an
 * error that is not written as it has to be stays: its text, or that there is one.
 */
export function readSubgraphResponse(value: unknown): SubgraphResponse | undefined {
  if (!isObject(value)) return undefined;
  const { data, errors } = value;
  const hasData = isObject(data);
  if (!hasData && data !== undefined && data !== null) return undefined;
  if (errors === undefined || errors === null) return hasData ? { data } : undefined;
  if (!Array.isArray(errors)) return undefined;
  if (errors.length === 0) return hasData ? { data } : undefined;
  return { ...(hasData && { data }), errors: readErrors(errors) };
}

/** The errors of a subgraph as GraphQL writes them. */
export function readErrors(list: readonly unknown[]): readonly GraphQLFormattedError[] {
  return list.map(readError);
}

function readError(error: unknown): GraphQLFormattedError {
  if (!isObject(error)) return { message: typeof error === 'string' ? error : UNKNOWN };
  const { message, path, extensions } = error;
  return {
    message: typeof message === 'string' ? message : UNKNOWN,
    ...(isPath(path) && { path }),
    ...(isObject(extensions) && { extensions }),
  };
}

const UNKNOWN = 'The subgraph failed.';

function isPath(value: unknown): value is readonly (string | number)[] {
  return (
    Array.isArray(value) &&
    value.every((part) => typeof part === 'string' || typeof part === 'number')
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
