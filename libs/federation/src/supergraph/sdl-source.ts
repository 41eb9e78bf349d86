import type { SupergraphManager } from '@apollo/gateway';

/** A supergraph that never changes. */
export function sdlSource(supergraphSdl: string): SupergraphManager {
  return { initialize: () => Promise.resolve({ supergraphSdl }) };
}
