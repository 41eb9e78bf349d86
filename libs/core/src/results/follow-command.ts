import {
  errors,
  isMetamorphosisError,
  isTerminal,
  rankOf,
  type CommandUpdate,
} from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import type { Subscription } from '../lifecycle/lifecycle.js';
import { backoffMs, pause } from '../lifecycle/timing.js';
import { WakeUp } from '../lifecycle/wake-up.js';

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
 * board nor service knows the command; see `currentUpdate` to tell that case. Rejects with
 * UNAVAILABLE when neither could be asked at the start.
 */
export async function* followCommand(
  commandId: string,
  options: FollowOptions,
): AsyncGenerator<CommandUpdate, void, undefined> {
  const following = new Following(commandId, options);
  try {
    let last: CommandUpdate | undefined;
    for (;;) {
      const update = await following.next();
      if (update === undefined) return;
      if (last !== undefined && !isNews(update, last)) continue;
      last = update;
      yield update;
      if (isTerminal(update.state)) return;
    }
  } finally {
    await following.close();
  }
}

const BACKOFF = { firstMs: 50, maxMs: 2000 };

/** When a follower that hears nothing reads again: a notification may be lost while the board is there. */
const RECHECK = { firstMs: 1000, maxMs: 60_000 };

/** What is heard and read of one command, in the order in which it came. */
class Following {
  private readonly queue: CommandUpdate[] = [];
  private readonly news = new WakeUp();
  private readonly ended: AbortSignal;
  private readonly stop = new AbortController();
  private readonly reconnects: Subscription;
  private readonly listening: Promise<Subscription | undefined>;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly commandId: string,
    private readonly options: FollowOptions,
  ) {
    this.ended = AbortSignal.any([options.signal, this.stop.signal]);
    this.reconnects = options.board.onReconnect(() => void this.read());
    this.listening = this.listen();
  }

  /** The next update; undefined once nobody wants it any more. */
  async next(): Promise<CommandUpdate | undefined> {
    for (let quiet = 1; ; quiet++) {
      if (this.ended.aborted) return undefined;
      const update = this.queue.shift();
      if (update !== undefined) return update;
      if (this.failure) throw this.failure.error;
      await this.news.wait(backoffMs(RECHECK, quiet), this.ended);
      if (this.queue.length === 0 && !this.ended.aborted) void this.reread();
    }
  }

  /** One look, beside what is heard. Where nobody can be asked, the next one or a reconnect finds out. */
  private async reread(): Promise<void> {
    const { board, lookup } = this.options;
    const update = await currentUpdate(this.commandId, board, lookup).catch(() => undefined);
    if (update) this.push(update);
  }

  private push(update: CommandUpdate): void {
    this.queue.push(update);
    this.news.wake();
  }

  private fail(error: unknown): void {
    this.failure = { error };
    this.news.wake();
  }

  /** Listens as soon as the board can be reached; what happened before is read. */
  private async listen(): Promise<Subscription | undefined> {
    const { board } = this.options;
    for (let attempt = 1; !this.ended.aborted; attempt++) {
      try {
        const subscription = await board.watchCommand(this.commandId, (u) => this.push(u));
        await this.read(attempt === 1);
        return subscription;
      } catch (error) {
        if (!isMetamorphosisError(error, 'UNAVAILABLE')) {
          this.fail(error);
          return undefined;
        }
        // The service may know meanwhile.
        if (attempt === 1) await this.read(true);
        await pause(backoffMs(BACKOFF, attempt), this.ended);
      }
    }
    return undefined;
  }

  /** Reads where the command stands; goes on trying, but for the first time, when nobody can be asked. */
  private async read(isFirst = false): Promise<void> {
    const { board, lookup } = this.options;
    for (let attempt = 1; !this.ended.aborted; attempt++) {
      try {
        const update = await currentUpdate(this.commandId, board, lookup);
        if (update) this.push(update);
        return;
      } catch (error) {
        if (isFirst) {
          this.fail(error);
          return;
        }
        await pause(backoffMs(BACKOFF, attempt), this.ended);
      }
    }
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.reconnects.close();
    await (await this.listening)?.close();
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
