import { composeServices } from '@apollo/composition';
import { parse, Source, type GraphQLError } from 'graphql';

/** A subgraph as composition sees it. */
export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** The supergraph, or why there is none. */
export type Composition =
  { readonly supergraph: string } | { readonly errors: readonly GraphQLError[] };

/** Composes subgraphs as the gateway will. */
export function composeSubgraphs(subgraphs: readonly Subgraph[]): Composition {
  const result = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({
      name,
      url,
      typeDefs: parse(new Source(sdl, name)),
    })),
  );
  return result.errors === undefined
    ? { supergraph: result.supergraphSdl }
    : { errors: result.errors };
}
