import { LocalCompose, type SupergraphManager } from '@apollo/gateway';
import { parse } from 'graphql';
import { errors } from '@metamorphosis/contract';
import type { SubgraphDefinition } from './subgraph-definition.js';

/**
 * A supergraph composed from SDL at hand. Rejects with CONFIGURATION_INVALID and every composition
 * error when the subgraphs do not fit together.
 */
export function composeLocally(subgraphs: readonly SubgraphDefinition[]): SupergraphManager {
  const silent = (): void => undefined;
  const compose = new LocalCompose({
    localServiceList: subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
    // It warns of an option's old name only, and its failure is thrown besides.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
  return {
    async initialize({ update, healthCheck }) {
      try {
        // It announces each subgraph to the gateway it was made for; ours takes them from the supergraph.
        const getDataSource = (): never => undefined as never;
        return await compose.initialize({ update, healthCheck, getDataSource });
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw errors.CONFIGURATION_INVALID([why], { cause });
      }
    },
  };
}
