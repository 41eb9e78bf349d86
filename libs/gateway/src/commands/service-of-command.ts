import { errors, parseCommandId } from '@metamorphosis/contract';
import type { Engine, SubgraphClient } from '@metamorphosis/federation';

/** The subgraph of the service that a command id names. Throws COMMAND_ID_INVALID when there is none. */
export function serviceOfCommand(engine: Engine, commandId: string): SubgraphClient {
  const parsed = parseCommandId(commandId);
  const subgraph = parsed && engine.subgraph(parsed.service);
  if (!subgraph) throw errors.COMMAND_ID_INVALID([commandId]);
  return subgraph;
}
