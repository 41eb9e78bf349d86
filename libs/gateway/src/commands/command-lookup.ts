import { errors, type CommandUpdate } from '@metamorphosis/contract';
import type { OutcomeLookup } from '@metamorphosis/core';
import { subgraphRequest, type Engine } from '@metamorphosis/federation';
import { serviceOfCommand } from './service-of-command.js';

const QUERY = 'query CommandUpdate($id: ID!) { _commandUpdate(id: $id) }';

/**
 * Asks the service that owns a command how it stands, by its subgraph, past the public schema.
 * Undefined when the service does not know it. Rejects with COMMAND_ID_INVALID when the id names
 * no service here, SUBGRAPH_UNAVAILABLE when the service cannot be asked.
 */
export function createCommandLookup(engine: () => Engine): OutcomeLookup {
  return async (commandId) => {
    const subgraph = serviceOfCommand(engine(), commandId);
    const response = await subgraph.send(subgraphRequest(QUERY, { id: commandId }), {});
    const [failure] = response.errors ?? [];
    if (failure) {
      throw errors.SUBGRAPH_UNAVAILABLE([subgraph.name], { cause: new Error(failure.message) });
    }
    return (response.data?.['_commandUpdate'] ?? undefined) as CommandUpdate | undefined;
  };
}
