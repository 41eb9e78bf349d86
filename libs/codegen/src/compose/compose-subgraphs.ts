import { compose } from '@apollo/composition';
import {
  Subgraphs,
  subgraphsFromServiceList,
  type Subgraph as ApolloSubgraph,
} from '@apollo/federation-internals';
import { parse, Source, type GraphQLError } from 'graphql';

/** A subgraph as composition sees it. */
export interface Subgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** A subgraph that composition has read, or why it cannot. */
export type BuiltSubgraph =
  { readonly subgraph: ApolloSubgraph } | { readonly errors: readonly GraphQLError[] };

/** The supergraph, or why there is none. */
export type Composition =
  { readonly supergraph: string } | { readonly errors: readonly GraphQLError[] };

/** Reads a subgraph for composition. It may be composed several times: composing changes nothing of it. */
export function buildSubgraph({ name, url, sdl }: Subgraph): BuiltSubgraph {
  const typeDefs = parse(new Source(sdl, name));
  const built = subgraphsFromServiceList([{ name, url, typeDefs }]);
  if (Array.isArray(built)) return { errors: built };
  const subgraph = built.get(name);
  if (subgraph === undefined) throw new Error(`Composition has lost the subgraph ${name}.`);
  return { subgraph };
}

/** Composes subgraphs as the gateway will. */
export function composeSubgraphs(built: readonly BuiltSubgraph[]): Composition {
  const errors = built.flatMap((one) => ('errors' in one ? one.errors : []));
  if (errors.length > 0) return { errors };
  const subgraphs = new Subgraphs();
  for (const one of built) if ('subgraph' in one) subgraphs.add(one.subgraph);
  const result = compose(subgraphs);
  return result.errors === undefined
    ? { supergraph: result.supergraphSdl }
    : { errors: result.errors };
}
