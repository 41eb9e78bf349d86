import { isMetamorphosisError, NODE_PRESENCE } from '@metamorphosis/contract';
import {
  pause,
  type Board,
  type Lifecycle,
  type Logger,
  type Subscription,
} from '@metamorphosis/core';
import { KnownNodes, type KnownNode } from './known-nodes.js';

/** What watching needs. */
export interface NodeWatchOptions {
  readonly board: Pick<Board, 'list' | 'onReconnect'>;
  readonly logger: Logger;
  /** How often to look. @default 1000 */
  readonly pollMs?: number;
}

/** Watches who is there. Looks at once, and from then on again and again. */
export class NodeWatch implements Lifecycle {
  private readonly nodes = new KnownNodes();
  private readonly listeners = new Set<() => void>();
  private readonly stopping = new AbortController();
  private readonly reconnects: Subscription;
  private readonly polling: Promise<void>;
  private refreshing: Promise<readonly KnownNode[]> | undefined;
  private isAway = false;
  private seen = '';

  constructor(private readonly options: NodeWatchOptions) {
    this.reconnects = options.board.onReconnect(() => this.nodes.boardWasAway(Date.now()));
    this.polling = this.poll();
  }

  /** As it stood when it was last looked at. */
  get known(): readonly KnownNode[] {
    return this.nodes.all;
  }

  /** Looks now. Rejects with UNAVAILABLE while the board is away. */
  refresh(): Promise<readonly KnownNode[]> {
    return (this.refreshing ??= this.look().finally(() => (this.refreshing = undefined)));
  }

  /** Calls back after something of what is known has changed. The listener must not throw. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.listeners.clear();
    await this.reconnects.close();
    await this.polling;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async poll(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.refresh().catch((error: unknown) => {
        if (signal.aborted || isMetamorphosisError(error, 'UNAVAILABLE')) return;
        this.options.logger.warn({ err: error }, 'the board could not be asked for its nodes');
      });
      await pause(this.options.pollMs ?? 1000, signal);
    }
  }

  private async look(): Promise<readonly KnownNode[]> {
    try {
      const listed = await this.options.board.list(NODE_PRESENCE);
      if (this.isAway) this.nodes.boardWasAway(Date.now());
      this.isAway = false;
      this.nodes.update(listed, Date.now());
    } catch (error) {
      this.isAway = true;
      throw error;
    }
    const now = JSON.stringify(this.nodes.all);
    if (now !== this.seen) {
      this.seen = now;
      for (const listener of [...this.listeners]) listener();
    }
    return this.nodes.all;
  }
}
