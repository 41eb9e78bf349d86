import type { CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import { background } from '../lifecycle/background.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Logger } from '../lifecycle/logger.js';
import type { Store } from '../store/store.js';
import { Gathering } from './gathering.js';

/** Tells callers where their commands stand. */
export interface Notifier extends Lifecycle {
  /**
   * Tells an outcome that the store holds: at once, or a few milliseconds later together with
   * others when many commands are `inHand` (this one included). A failure is no loss: the notice
   * row is told again.
   */
  outcome(update: CommandUpdate, replyTo: string | undefined, inHand?: number): void;
  /** Tells an outcome that nobody else holds (at-least-once commands): a failure loses it. */
  unkeptOutcome(update: CommandUpdate, replyTo: string | undefined): void;
  /** Tells a state on the way there, if the board is there to be told. */
  progress(update: CommandUpdate): void;
}

/** How long confirmed notices are gathered before their rows are forgotten in one statement. */
const GATHER_MS = 50;
const GATHER_MAX = 500;

/** A notifier in front of a board; forgets the store's notices once the board has the outcomes. */
export function createNotifier(
  board: Board,
  store: Pick<Store<never>, 'noticed'> | undefined,
  logger: Logger,
): Notifier {
  let told: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const under = new Set<Promise<void>>();

  const track = (work: Promise<void>): void => {
    under.add(work);
    void work.finally(() => under.delete(work));
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (told.length === 0 || !store) return;
    const ids = told;
    told = [];
    track(
      store.noticed(ids).catch((error: unknown) => {
        // Only costs a second telling, which changes nothing.
        logger.debug({ err: error }, 'notices could not be forgotten');
      }),
    );
  };
  const outcome = async (update: CommandUpdate, replyTo: string | undefined): Promise<void> => {
    try {
      await board.putUpdate(update, replyTo);
    } catch (error) {
      logger.warn(
        { err: error, commandId: update.commandId },
        'an outcome could not be told; it will be told again',
      );
      return;
    }
    if (!store) return;
    told.push(update.commandId);
    if (told.length >= GATHER_MAX) flush();
    else timer ??= setTimeout(flush, GATHER_MS);
  };
  const decided = new Gathering<readonly [CommandUpdate, string | undefined]>(([update, replyTo]) =>
    track(outcome(update, replyTo)),
  );
  const unkeptOutcome = async (
    update: CommandUpdate,
    replyTo: string | undefined,
  ): Promise<void> => {
    try {
      await board.putUpdate(update, replyTo);
    } catch (error) {
      const { commandId } = update;
      logger.warn({ err: error, commandId }, 'an at-least-once outcome could not be told');
    }
  };
  const close = async (): Promise<void> => {
    decided.flush();
    await Promise.all(under);
    flush();
    await Promise.all(under);
  };
  return {
    outcome: (update, replyTo, inHand = 1) => decided.add([update, replyTo], inHand),
    unkeptOutcome: (update, replyTo) => track(unkeptOutcome(update, replyTo)),
    progress: (update) =>
      background(
        'telling progress',
        logger,
        board.putUpdate(update).catch(() => undefined),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}
