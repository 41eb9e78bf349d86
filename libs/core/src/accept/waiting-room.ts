import { errors, isTerminal, type CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '../board/board.js';
import type { Lifecycle, Subscription } from '../lifecycle/lifecycle.js';
import { backoffMs } from '../lifecycle/timing.js';
import { currentUpdate, type OutcomeLookup } from '../results/follow-command.js';

/** When a caller that still waits is looked up again, in case what was published did not arrive. */
const RECHECK = { firstMs: 1000, maxMs: 30_000 };

/** A caller that waits for one command's outcome. */
interface Waiter {
  readonly resolve: (update: CommandUpdate) => void;
  /** Ends the wait without an outcome: the caller is left with the command's id. */
  readonly giveUp: () => void;
}

/**
 * The callers of one process that wait for outcomes: one reply channel for all of them. After each
 * reconnect of the board everything that is waited for is read again, since what was published
 * meanwhile is lost. A notification can be lost without that, too (between the nodes of a Redis
 * Cluster): who waits for long is looked up again, after about 1 s, 2 s, 4 s and so on.
 */
export class WaitingRoom implements Lifecycle {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private listening: Promise<Subscription> | undefined;
  private readonly reconnects: Subscription;

  constructor(
    readonly channel: string,
    private readonly board: Board,
    private readonly lookup: OutcomeLookup,
  ) {
    this.reconnects = board.onReconnect(() => {
      for (const commandId of this.waiters.keys()) this.reread(commandId);
    });
  }

  /** Resolves once replies are heard. Rejects with UNAVAILABLE while the board is away. */
  async open(): Promise<void> {
    this.listening ??= this.board.watchReplies(this.channel, (update) => this.arrived(update));
    const { listening } = this;
    try {
      await listening;
    } catch (error) {
      // Somebody else may have begun anew meanwhile.
      if (this.listening === listening) this.listening = undefined;
      throw error;
    }
  }

  private arrived(update: CommandUpdate): void {
    if (!isTerminal(update.state)) return;
    const waiting = this.waiters.get(update.commandId);
    this.waiters.delete(update.commandId);
    for (const { resolve } of waiting ?? []) resolve(update);
  }

  /** Reads where a command stands, for whoever waits for it. */
  reread(commandId: string): void {
    currentUpdate(commandId, this.board, this.lookup).then(
      (update) => update && this.arrived(update),
      // Both away: the next reconnect, or the deadline, decides.
      () => undefined,
    );
  }

  /**
   * The outcome of a command. Listens from the call on, so call it before the command is sent.
   * Rejects with RESULT_TIMEOUT after `ms`, or with the signal's reason.
   */
  wait(commandId: string, ms: number, signal: AbortSignal | undefined): Outcome {
    let leave = (): void => undefined;
    const began = performance.now();
    const update = new Promise<CommandUpdate>((resolve, reject) => {
      const abandon = (reason: unknown): void => {
        leave();
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      };
      const waiter: Waiter = {
        resolve: (outcome) => {
          leave();
          resolve(outcome);
        },
        giveUp: () => {
          const waitedMs = Math.round(performance.now() - began);
          abandon(errors.RESULT_TIMEOUT([commandId, waitedMs], { details: { commandId } }));
        },
      };
      const timer = setTimeout(
        () => abandon(errors.RESULT_TIMEOUT([commandId, ms], { details: { commandId } })),
        ms,
      );
      let recheck: ReturnType<typeof setTimeout>;
      const recheckAfter = (attempt: number): void => {
        recheck = setTimeout(
          () => {
            this.reread(commandId);
            recheckAfter(attempt + 1);
          },
          backoffMs(RECHECK, attempt),
        );
      };
      recheckAfter(1);
      const onAbort = (): void => abandon(signal?.reason);
      signal?.addEventListener('abort', onAbort, { once: true });
      leave = () => {
        clearTimeout(timer);
        clearTimeout(recheck);
        signal?.removeEventListener('abort', onAbort);
        const waiting = this.waiters.get(commandId);
        waiting?.delete(waiter);
        if (waiting?.size === 0) this.waiters.delete(commandId);
      };
      const waiting = this.waiters.get(commandId) ?? new Set();
      this.waiters.set(commandId, waiting.add(waiter));
    });
    // Awaited after the append; a deadline that passes before must not count as unhandled.
    update.catch(() => undefined);
    return { update, cancel: leave };
  }

  /** Whoever still waits gets RESULT_TIMEOUT: the command goes on, and its id is the way to its outcome. */
  async close(): Promise<void> {
    for (const waiting of [...this.waiters.values()]) {
      for (const { giveUp } of [...waiting]) giveUp();
    }
    await this.reconnects.close();
    await this.listening?.then((subscription) => subscription.close()).catch(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** An outcome that is waited for. */
export interface Outcome {
  readonly update: Promise<CommandUpdate>;
  /** Stops waiting; the promise then never settles. */
  readonly cancel: () => void;
}
