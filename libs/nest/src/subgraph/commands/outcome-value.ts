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
  if (error === undefined) {
    throw errors.INTERNAL_ERROR([`Command ${commandId} was rejected without saying why.`]);
  }
  throw new GraphQLError(error.message, { extensions: { code: error.code, commandId } });
}
