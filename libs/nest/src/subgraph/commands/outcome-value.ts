import { GraphQLError } from 'graphql';
import { errors, type CommandUpdate } from '@metamorphosis/contract';

/**
 * What a caller who waited gets for a terminal update: the typed result of success and rejection.
 * Throws for every other end: CANCELLED, EXPIRED or the code of the rejection when no typed
 * result says no, COMMAND_FAILED when the command was parked; each carries `commandId`.
 */
export function outcomeValue(update: CommandUpdate): unknown {
  const { commandId, state, result, error } = update;
  if (state === 'SUCCEEDED') return result;
  const occurrence = { details: { commandId } };
  if (state !== 'REJECTED') throw errors.COMMAND_FAILED([commandId], occurrence);
  if (result !== undefined) return result;
  if (error?.code === 'CANCELLED') throw errors.CANCELLED([commandId], occurrence);
  if (error?.code === 'EXPIRED') throw errors.EXPIRED([commandId], occurrence);
  throw new GraphQLError(error?.message ?? `Command ${commandId} was rejected.`, {
    extensions: { code: error?.code ?? 'COMMAND_REJECTED', commandId },
  });
}
