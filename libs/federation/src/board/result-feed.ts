import { errors, parseCommandId, type CommandUpdate } from '@metamorphosis/contract';
import { currentUpdate, followCommand, type Board, type OutcomeLookup } from '@metamorphosis/core';
import type { Delivery, Feed, SubscriptionRequest } from '../subscription/subscription-source.js';
import type { Taker } from '../subscription/taker.js';
import { maySeeCommand } from './may-see-command.js';

/** What result feeds need. */
export interface ResultFeedOptions {
  readonly board: Board;
  /** Asks the owning service; rejects with COMMAND_ID_INVALID for ids that name none. */
  readonly lookup: OutcomeLookup;
}

/**
 * Follows one command to its outcome. Rejects with COMMAND_ID_INVALID, and with COMMAND_UNKNOWN also
 * for commands of another name or another's commands: who may not see one cannot tell.
 */
export async function openResultFeed(
  request: SubscriptionRequest,
  service: string,
  command: string,
  { board, lookup }: ResultFeedOptions,
): Promise<Feed> {
  const id = String(request.args['commandId']);
  if (!parseCommandId(id)) throw errors.COMMAND_ID_INVALID([id]);
  const now = await currentUpdate(id, board, lookup);
  if (now?.name !== `${service}.${command}` || !maySeeCommand(now, request.context.subject)) {
    throw errors.COMMAND_UNKNOWN([id]);
  }
  const ending = new AbortController();
  const updates = followCommand(id, { board, lookup, signal: ending.signal });
  // It begins with how things stand: whoever comes back needs no cursor for that.
  return {
    deliverTo: (taker) => void deliver(updates, taker),
    cursor: () => undefined,
    close: () => ending.abort(),
  };
}

async function deliver(
  updates: AsyncIterable<CommandUpdate>,
  taker: Taker<Delivery, unknown>,
): Promise<void> {
  let failure: unknown;
  try {
    for await (const { commandId, state, result, progress, error, at } of updates) {
      const value = {
        commandId,
        state,
        result: result ?? null,
        progress: progress ?? null,
        error: error ?? null,
        at,
      };
      await taker.take({ value, cursor: undefined });
    }
  } catch (error) {
    failure = error;
  }
  taker.end(failure);
}
