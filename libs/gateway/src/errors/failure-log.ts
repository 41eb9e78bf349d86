import type { GraphQLError } from 'graphql';
import type { Logger } from '@metamorphosis/core';
import { SubgraphError } from '@metamorphosis/federation';

/** Writes what clients are not told. */
export type FailureLog = (error: GraphQLError, code: string | undefined) => void;

/** One failure may stand at a thousand places of an answer: it is one line. */
export function createFailureLog(logger: Logger): FailureLog {
  const told = new WeakSet<object>();
  return (error, code) => {
    const err = error.originalError ?? error;
    if (told.has(err)) return;
    told.add(err);
    const subgraph = error instanceof SubgraphError ? error.subgraph : undefined;
    logger.error(
      { err, path: error.path, code, ...(subgraph !== undefined && { subgraph }) },
      'A request failed',
    );
  };
}
