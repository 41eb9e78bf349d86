import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import { errors, type CommandUpdate } from '@metamorphosis/contract';
import { currentUpdate, type Board, type OutcomeLookup } from '@metamorphosis/core';
import {
  maySeeCommand,
  type Engine,
  type RequestContext,
  type SubgraphDefinition,
} from '@metamorphosis/federation';
import type { CommandCanceller } from './command-canceller.js';
import { serviceOfCommand } from './service-of-command.js';

const TYPES = /* GraphQL */ `
  type Query {
    "Any command of any service: how it stands. Null when no such command is known."
    command(id: ID!): Command
  }

  type Mutation {
    """
    Cancels a command of any service that has not begun: none of it takes effect, and whoever waits for
    it gets the code CANCELLED. TOO_LATE when it has begun or ended, COMMAND_UNKNOWN when no such
    command is known.
    """
    cancelCommand(id: ID!): Command
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
  cancel: CommandCanceller,
): GraphQLSchema {
  const schema = buildASTSchema(parse(`directive @shareable on OBJECT ${TYPES}`));
  // Who may not see it cannot tell it from one that does not exist.
  const seen = async (
    commandId: string,
    { subject }: RequestContext,
  ): Promise<CommandUpdate | undefined> => {
    serviceOfCommand(engine(), commandId);
    const update = await currentUpdate(commandId, board, lookup);
    return update && maySeeCommand(update, subject) ? update : undefined;
  };
  const field = schema.getQueryType()?.getFields()['command'];
  if (field) {
    field.resolve = async (_: unknown, { id }: { id?: string }, context: RequestContext) => {
      const update = await seen(id ?? '', context);
      return update ? commandOf(update) : null;
    };
  }
  const mutation = schema.getMutationType()?.getFields()['cancelCommand'];
  if (mutation) {
    mutation.resolve = async (
      _: unknown,
      { id = '' }: { id?: string },
      context: RequestContext,
    ) => {
      const update = await seen(id, context);
      if (!update) throw errors.COMMAND_UNKNOWN([id], { details: { commandId: id } });
      return commandOf(await cancel(id, context));
    };
  }
  return schema;
}

function commandOf({
  commandId,
  name,
  state,
  acceptedAt,
  attempts,
  error = null,
}: Omit<CommandUpdate, 'error'> & {
  readonly error?: CommandUpdate['error'] | null;
}): Record<string, unknown> {
  return { id: commandId, name, state, acceptedAt, attempts, error };
}
