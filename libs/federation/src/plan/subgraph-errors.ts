import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Path } from './run.js';

/** Names the subgraph an error came from, for the log; formatting drops it. */
export class SubgraphError extends GraphQLError {
  constructor(
    message: string,
    path: Path | undefined,
    extensions: Record<string, unknown>,
    readonly subgraph: string,
  ) {
    super(message, { path, extensions });
  }
}

/** An error of a subgraph at its place in the client's answer; without one it is the operation's. Its `extensions` pass unchanged: codes are public API. */
export function fromSubgraph(
  error: GraphQLFormattedError,
  path: Path | undefined,
  subgraph: string,
): SubgraphError {
  return new SubgraphError(error.message, path, { ...error.extensions }, subgraph);
}
