import { PUBLIC_MARK, type ErrorCode } from '@metamorphosis/contract';

/**
 * Codes by which a subgraph speaks of the request that it got, which is the gateway's and no client's, or of what it asked
 * itself: the texts name what clients do not see.
 */
export const OF_THE_GATEWAYS_REQUEST: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'DOCUMENT_UNTRUSTED',
  'PAYLOAD_TOO_LARGE',
  'CONFIGURATION_INVALID',
  'NETWORK_ERROR',
  'RESPONSE_INVALID',
]);

/** What servers of others write into `extensions` for their own operators. */
const INTERNALS: ReadonlySet<string> = new Set([
  PUBLIC_MARK,
  'stacktrace',
  'exception',
  'originalError',
  'debugMessage',
  'trace',
  'service',
  'serviceName',
  'subgraph',
]);

/** The details of an error, without those. */
export function withoutInternals(
  extensions: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => !INTERNALS.has(name)));
}
