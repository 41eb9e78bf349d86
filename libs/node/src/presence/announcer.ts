import { errors, NODE_PRESENCE, type NodeFacts } from '@metamorphosis/contract';
import { background, pause, type Board, type Logger, type Presence } from '@metamorphosis/core';

/** How long a node that says nothing counts as being there. */
const LEASE_MS = 6000;
/** Changes that follow each other closely are announced together. */
const GATHER_MS = 100;

/** What announcing a node needs. */
export interface AnnouncerOptions {
  readonly board: Board;
  readonly name: string;
  readonly incarnation: string;
  /** The facts of this moment. */
  readonly facts: () => Promise<NodeFacts>;
  readonly logger: Logger;
}

/** Holds a node's name on the board, and says there how the node is doing. */
export class Announcer {
  private heartbeat: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private announcing: Promise<void> = Promise.resolve();
  private isClosed = false;

  constructor(private readonly options: AnnouncerOptions) {}

  /**
   * Takes the name. One that is taken is waited for, for one lease: its holder may just have died. Rejects
   * with CONFIGURATION_INVALID when it stays taken.
   */
  async take(signal: AbortSignal): Promise<void> {
    const { board, name } = this.options;
    const until = Date.now() + LEASE_MS + 1000;
    for (;;) {
      const answer = await board.announce(await this.presence(), LEASE_MS);
      if (answer.kind === 'announced') break;
      if (Date.now() > until) {
        const { pid, host } = answer.by.facts;
        throw errors.CONFIGURATION_INVALID([
          `A node named "${name}" is running already (process ${String(pid)} on ${String(host)}). Give this one another name with --name.`,
        ]);
      }
      await pause(500, signal);
      signal.throwIfAborted();
    }
    this.heartbeat = setInterval(() => this.beat(), LEASE_MS / 3);
  }

  /** Something has changed: says so soon. */
  changed(): void {
    if (this.isClosed || this.heartbeat === undefined) return;
    this.soon ??= setTimeout(() => {
      this.soon = undefined;
      this.beat();
    }, GATHER_MS);
  }

  /** Says how the node is doing, and resolves when that stands on the board (or could not be said). */
  announce(): Promise<void> {
    // One after the other: an older picture must not overwrite a newer one.
    this.announcing = this.announcing.then(() => this.announceNow());
    return this.announcing;
  }

  private beat(): void {
    background('heartbeat', this.options.logger, this.announce());
  }

  private async announceNow(): Promise<void> {
    if (this.isClosed) return;
    const { board, name, logger } = this.options;
    try {
      const answer = await board.announce(await this.presence(), LEASE_MS);
      if (answer.kind === 'announced') return;
      logger.error(
        { by: answer.by.facts['pid'] },
        `another node took the name "${name}" while this one was away from the board`,
      );
    } catch (error) {
      // A board that is away is told by readiness; the next heartbeat tries again.
      logger.debug({ err: error }, 'the node could not be announced');
    }
  }

  private async presence(): Promise<Presence> {
    const { name, incarnation } = this.options;
    const facts = { ...(await this.options.facts()) };
    return { kind: NODE_PRESENCE, name, incarnation, facts };
  }

  /** Gives the name back. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.heartbeat);
    clearTimeout(this.soon);
    await this.announcing;
    const { board, name, incarnation } = this.options;
    const presence = { kind: NODE_PRESENCE, name, incarnation, facts: {} };
    await board.withdraw(presence).catch(() => undefined);
  }
}
