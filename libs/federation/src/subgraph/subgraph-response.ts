import type { SubgraphResponse } from './subgraph-client.js';

/** Whether a value is an answer of GraphQL: with data, or with errors. */
export function isSubgraphResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors: list } = value as { data?: unknown; errors?: unknown };
  const hasErrors = Array.isArray(list) && list.length > 0;
  return typeof data === 'object' && (data !== null || hasErrors) ? true : hasErrors;
}
