import type { GraphQLFormattedError } from 'graphql';
import type { Lifecycle } from '@metamorphosis/core';
import type { RequestContext } from '../engine/engine.js';

/** One operation for one subgraph. */
export interface SubgraphRequest {
  readonly query: string;
  /** `query` as a JSON string literal, made once when the plan was compiled. */
  readonly queryJson: string;
  readonly kind: 'query' | 'mutation';
  /** The variables as JSON text. */
  readonly variablesJson: string;
}

/** What a subgraph answered. */
export interface SubgraphResponse {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/**
 * A subgraph that can be asked. Rejects with SUBGRAPH_UNAVAILABLE when it did not answer and with
 * SUBGRAPH_INVALID_RESPONSE when the answer is not one of GraphQL. A mutation is sent at most once.
 */
export interface SubgraphClient extends Lifecycle {
  readonly name: string;
  send(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse>;
  /** Ends what is under way, too: nobody waits for it any more. */
  destroy(): Promise<void>;
}

/** Makes a request from a document that is not part of a plan. */
export function subgraphRequest(
  query: string,
  variables: Readonly<Record<string, unknown>>,
): SubgraphRequest {
  return {
    query,
    queryJson: JSON.stringify(query),
    kind: 'query',
    variablesJson: JSON.stringify(variables),
  };
}
