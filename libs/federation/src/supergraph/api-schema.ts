import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';

/** What clients see of a supergraph. Throws what Apollo throws when the SDL is no valid supergraph. */
export function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;
  return Supergraph.build(supergraphSdl, { supportedFeatures }).apiSchema().toGraphQLJSSchema();
}
