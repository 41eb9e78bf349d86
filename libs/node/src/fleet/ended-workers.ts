import { ENDED_WORKERS_CHANNEL, NODE_PRESENCE, type NodeFacts } from '@metamorphosis/contract';
import { type Board, type Logger, type Subscription } from '@metamorphosis/core';

/** Whoever died longer ago has a successor long since. */
const REMEMBERED = 100;

/**
 * The workers that nodes have ended themselves, by their instances: killed for an operator, or cut off at the deadline
 * of their stop. Whoever takes their partitions over, on whichever node, is not to blame a record for their death.
 * Told over the board, to those who listen and, by a node's facts, to those who start later; a board that is away
 * costs the knowledge, and a record one death of the two that condemn it.
 */
export class EndedWorkers {
  private known: readonly string[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly board: Board,
    private readonly logger: Logger,
  ) {}

  /** The newest ones. */
  get instances(): readonly string[] {
    return this.known;
  }

  /** Calls back whenever one more is known. */
  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** This node is about to end them. */
  add(instances: readonly string[]): void {
    if (!this.learn(instances)) return;
    this.board.send(ENDED_WORKERS_CHANNEL, { instances }).catch((error: unknown) => {
      this.logger.debug(
        { err: error, instances },
        'other nodes could not be told whom this one ends',
      );
    });
  }

  /** Listens to other nodes from now on, and asks what they know; again after each reconnect. Rejects as the board does. */
  async share(): Promise<Subscription> {
    const listening = await this.board.listen(ENDED_WORKERS_CHANNEL, (message) => {
      const { instances } = message as { readonly instances?: unknown };
      if (Array.isArray(instances)) this.learn(instances.map(String));
    });
    const reconnects = this.board.onReconnect(() => void this.ask());
    await this.ask();
    return {
      close: async () => {
        await reconnects.close();
        await listening.close();
      },
    };
  }

  /** Never rejects: at the next reconnect it is asked again. */
  private async ask(): Promise<void> {
    try {
      const nodes = await this.board.list(NODE_PRESENCE);
      this.learn(nodes.flatMap(({ facts }) => (facts as Partial<NodeFacts>).endedWorkers ?? []));
    } catch (error) {
      this.logger.debug({ err: error }, 'other nodes could not be asked whom they have ended');
    }
  }

  private learn(instances: readonly string[]): boolean {
    const all = [...new Set([...this.known, ...instances])];
    if (all.length === this.known.length) return false;
    this.known = all.slice(-REMEMBERED);
    for (const listener of [...this.listeners]) listener();
    return true;
  }
}
