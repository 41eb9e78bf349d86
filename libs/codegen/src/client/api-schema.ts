import { Supergraph } from '@apollo/federation-internals';
import { extendSchema, parse, type GraphQLSchema } from 'graphql';

/** What the gateway answers by itself about commands of all services. */
const OF_GATEWAY = parse(/* GraphQL */ `
  extend type Query {
    "Any command of any service: how it stands. Null when no such command is known."
    command(id: ID!): Command
  }
  extend type Mutation {
    "Cancels a command of any service that has not begun."
    cancelCommand(id: ID!): Command
  }
`);

/** The schema as clients of the gateway see it. */
export function apiSchema(supergraph: string): GraphQLSchema {
  const api = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema();
  const hasCommands = api.getType('Command') !== undefined && api.getMutationType() != null;
  return hasCommands ? extendSchema(api, OF_GATEWAY) : api;
}
