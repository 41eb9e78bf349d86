import { GraphQLError } from 'graphql';
import { errors, type CommandUpdate } from '@metamorphosis/contract';
import { subgraphRequest, type Engine, type RequestContext } from '@metamorphosis/federation';
import { serviceOfCommand } from './service-of-command.js';

const MUTATION = 'mutation CancelCommand($id: ID!) { _cancelCommand(id: $id) }';
const PASSED_ON: ReadonlySet<unknown> = new Set(errors.visibleCodes);

/** Has the service that owns a command cancel it; answers where the command stands then. */
export type CommandCanceller = (
  commandId: string,
  context: RequestContext,
) => Promise<CommandUpdate>;

/**
 * Cancels by the subgraph of the service that the id names: its database decides. Rejects as the
 * service does (TOO_LATE, NOT_CANCELLABLE, COMMAND_UNKNOWN, UNAVAILABLE), with COMMAND_ID_INVALID
 * when the id names no service here, and with SUBGRAPH_UNAVAILABLE when the service did not answer:
 * whether it cancelled is open then.
 */
export function createCommandCanceller(engine: () => Engine): CommandCanceller {
  return async (commandId, context) => {
    const subgraph = serviceOfCommand(engine(), commandId);
    const request = subgraphRequest(MUTATION, { id: commandId });
    const response = await subgraph.send({ ...request, kind: 'mutation' }, context);
    const [failure] = response.errors ?? [];
    if (failure && PASSED_ON.has(failure.extensions?.['code'])) {
      throw new GraphQLError(failure.message, { extensions: failure.extensions ?? {} });
    }
    const update = response.data?.['_cancelCommand'];
    if (failure || !update) {
      const cause = new Error(failure?.message ?? 'it answered nothing');
      throw errors.SUBGRAPH_UNAVAILABLE([subgraph.name], { cause });
    }
    return update as CommandUpdate;
  };
}
