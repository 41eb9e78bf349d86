import type { GraphQLFormattedError } from 'graphql';
import { fromSubgraph, type SubgraphError } from '../plan/subgraph-errors.js';

/** A subgraph ended a subscription with errors: the operation's errors, as the client may get them. */
export class UpstreamRefusal extends Error {
  readonly errors: readonly SubgraphError[];

  constructor(subgraph: string, errors: readonly GraphQLFormattedError[]) {
    super(`Subgraph ${subgraph} ended a subscription.`);
    this.errors = errors.map((error) => fromSubgraph(error, undefined, subgraph));
  }
}
