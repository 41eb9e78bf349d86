import {
  commandConsumer,
  errors,
  isMetamorphosisError,
  isTerminal,
  type CommandUpdate,
} from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import type { Logger } from '../lifecycle/logger.js';
import type { Outcome, Store, UnitResult } from '../store/store.js';

/** What cancelling needs. */
export interface CancelOptions {
  /** The store of the service that owns the command. */
  readonly store: Pick<Store<unknown>, 'unit' | 'noticed'>;
  readonly board: Pick<Board, 'putUpdate'>;
  readonly logger: Logger;
  /** How long a handler that may be at work is waited for. @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * Cancels a command that has not taken effect: one transaction writes its inbox row and its outcome,
 * REJECTED with code CANCELLED, so that its record finds both and does nothing when it is reached.
 * Whoever waits for it is told. `current` is where it stands now, `queue` where it waits.
 *
 * Throws TOO_LATE when it has ended or is at work (the inbox row is there first, whoever wrote it),
 * UNAVAILABLE when the database cannot be reached or was not decided in time: then it is as before.
 */
export async function cancelCommand(
  current: CommandUpdate,
  queue: string,
  { store, board, logger, timeoutMs = 5000 }: CancelOptions,
): Promise<CommandUpdate> {
  const { commandId } = current;
  if (isTerminal(current.state)) throw errors.TOO_LATE([commandId]);
  const outcome = cancelled(current);
  const inbox = { consumer: commandConsumer(queue), recordId: commandId };
  const verdict = { writes: 'keep', outcome, outbox: [] } as const;
  let result: UnitResult;
  try {
    result = await store.unit({ inbox, timeoutMs }, () => Promise.resolve(verdict));
  } catch (error) {
    if (!isMetamorphosisError(error, 'DEADLINE_EXCEEDED')) throw error;
    // Its handler holds the row, for one; nothing was decided.
    if (current.state !== 'ACCEPTED') throw errors.TOO_LATE([commandId], { cause: error });
    throw errors.UNAVAILABLE(['The database of the service'], { cause: error });
  }
  if (result.kind === 'repeat') throw errors.TOO_LATE([commandId]);
  try {
    await board.putUpdate(outcome.update);
    await store.noticed([commandId]);
  } catch (error) {
    // The notice row stands: the publisher tells it again.
    logger.warn(
      { err: error, commandId },
      'a cancellation could not be told; it will be told again',
    );
  }
  return outcome.update;
}

function cancelled({ progress: _, inputHash, ...current }: CommandUpdate): Outcome {
  const { message } = errors.CANCELLED([current.commandId]);
  const update: CommandUpdate = {
    ...current,
    state: 'REJECTED',
    at: new Date().toISOString(),
    error: { code: 'CANCELLED', message },
    ...(inputHash !== undefined && { inputHash }),
  };
  return { update, ...(inputHash !== undefined && { inputHash }) };
}
