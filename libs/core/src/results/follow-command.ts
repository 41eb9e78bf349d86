import { errors, isTerminal, rankOf, type CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '../board/board.js';

/** Asks the owning service's store; undefined when it knows no outcome. */
export type OutcomeLookup = (commandId: string) => Promise<CommandUpdate | undefined>;

/** What following needs. */
export interface FollowOptions {
  readonly board: Board;
  /** Asked when the board does not know the command or cannot be reached. */
  readonly lookup: OutcomeLookup;
  readonly signal: AbortSignal;
}

/**
 * Every update of one command from where it stands now until its outcome, each at most once and
 * never backwards. Listens first, then reads, then waits; reads again after every reconnect of the
 * board (docs: "Waiting"). While the board is away the owning service is asked. Ends after the
 * terminal update, or without one when the signal is aborted. Yields nothing at first when neither
 * board nor service knows the command; see `currentUpdate` to tell that case.
 */
export async function* followCommand(
  commandId: string,
  { board, lookup, signal }: FollowOptions,
): AsyncGenerator<CommandUpdate, void, undefined> {
  const queue: CommandUpdate[] = [];
  let wake: () => void = () => undefined;
  let failure: unknown;
  const push = (update: CommandUpdate): void => {
    queue.push(update);
    wake();
  };
  const reread = (): void => {
    currentUpdate(commandId, board, lookup).then(
      (update) => update && push(update),
      (error: unknown) => {
        failure = error;
        wake();
      },
    );
  };
  const reconnects = board.onReconnect(reread);
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort);
  const listening = board.watchCommand(commandId, push);
  try {
    // Away at the start: the store may know, and the reconnect listener tells when the board is back.
    await listening.catch(() => undefined);
    reread();
    let last: CommandUpdate | undefined;
    while (!signal.aborted) {
      const update = queue.shift();
      if (update === undefined) {
        if (failure !== undefined) {
          const error = failure;
          failure = undefined;
          throw error;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0 || failure !== undefined || signal.aborted) resolve();
        });
        continue;
      }
      if (last !== undefined && !isNews(update, last)) continue;
      last = update;
      yield update;
      if (isTerminal(update.state)) return;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await reconnects.close();
    await listening.then((s) => s.close()).catch(() => undefined);
  }
}

/**
 * Where a command stands: the board's word, else the owning service's. Undefined when neither
 * knows it. Rejects with UNAVAILABLE only when neither could be asked.
 */
export async function currentUpdate(
  commandId: string,
  board: Board,
  lookup: OutcomeLookup,
): Promise<CommandUpdate | undefined> {
  try {
    const update = await board.getUpdate(commandId);
    if (update !== undefined) return update;
  } catch (error) {
    return lookup(commandId).catch((cause: unknown) => {
      throw errors.UNAVAILABLE(['the place where results are kept'], {
        cause: new AggregateError([error, cause]),
      });
    });
  }
  return lookup(commandId);
}

function isNews(update: CommandUpdate, last: CommandUpdate): boolean {
  if (update.version !== last.version) return update.version > last.version;
  const rank = rankOf(update.state);
  const before = rankOf(last.state);
  if (rank !== before) return rank > before;
  return update.at !== last.at || JSON.stringify(update.progress) !== JSON.stringify(last.progress);
}
