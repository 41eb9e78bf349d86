import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import { currentUpdate, type Board, type OutcomeLookup } from '@metamorphosis/core';
import {
  maySeeCommand,
  type Engine,
  type RequestContext,
  type SubgraphDefinition,
} from '@metamorphosis/federation';
import { serviceOfCommand } from './service-of-command.js';

const TYPES = /* GraphQL */ `
  type Query {
    "Any command of any service: how it stands. Null when no such command is known."
    command(id: ID!): Command
  }

  "A command and how it stands."
  type Command @shareable {
    "Names the command for ever."
    id: ID!
    "\`<service>.<command>\`"
    name: String!
    state: CommandState!
    acceptedAt: DateTime!
    "How often it was started."
    attempts: Int!
    "Why it did not succeed."
    error: CommandError
  }

  "Why a command did not succeed."
  type CommandError @shareable {
    code: String!
    message: String!
  }

  "Where a command stands."
  enum CommandState {
    ACCEPTED
    STARTED
    RETRYING
    SUCCEEDED
    REJECTED
    FAILED
  }

  "A date with its time, RFC 3339."
  scalar DateTime
`;

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
`;

/** The gateway's own subgraph: what it answers about commands of all services. */
export const COMMAND_SUBGRAPH: SubgraphDefinition = {
  name: 'metamorphosis',
  url: 'local:metamorphosis',
  sdl: LINK + TYPES,
};

/** Makes it executable: from the board, on a miss from the service that the id names. */
export function commandSchema(
  engine: () => Engine,
  board: Board,
  lookup: OutcomeLookup,
): GraphQLSchema {
  const schema = buildASTSchema(parse(`directive @shareable on OBJECT ${TYPES}`));
  const field = schema.getQueryType()?.getFields()['command'];
  if (field) {
    field.resolve = async (_: unknown, { id }: { id?: string }, context: RequestContext) => {
      const commandId = id ?? '';
      serviceOfCommand(engine(), commandId);
      const update = await currentUpdate(commandId, board, lookup);
      // Who may not see it cannot tell it from one that does not exist.
      if (!update || !maySeeCommand(update, context.subject)) return null;
      const { name, state, acceptedAt, attempts, error = null } = update;
      return { id: commandId, name, state, acceptedAt, attempts, error };
    };
  }
  return schema;
}
