import { randomUUID } from 'node:crypto';
import {
  managerChannel,
  nodeChannel,
  type NodeReply,
  type NodeRequest,
  type NodeTask,
} from '@metamorphosis/contract';
import { type Board, type Lifecycle, type Logger, type Subscription } from '@metamorphosis/core';

/** One run of a node. */
export interface NodeRun {
  readonly name: string;
  readonly incarnation: string;
}

/** Asks nodes over the board, and hands their answers to who asked. */
export class NodeCalls implements Lifecycle {
  private readonly waiting = new Map<string, (reply: NodeReply) => void>();

  private constructor(
    private readonly board: Board,
    private readonly channel: string,
    private readonly logger: Logger,
  ) {}

  private listening: Subscription | undefined;

  /** Begins to listen for answers. Rejects with UNAVAILABLE while the board is away. */
  static async open(board: Board, instance: string, logger: Logger): Promise<NodeCalls> {
    const calls = new NodeCalls(board, managerChannel(instance), logger);
    calls.listening = await board.listen(calls.channel, (message) => calls.take(message));
    return calls;
  }

  /**
   * Asks one run of a node; undefined when nothing was answered until `signal` is aborted. The request
   * expires at `expiresAt`. With `repeatMs` it is sent again and again: for tasks that may be done
   * twice, and must not be missed because a connection was lost. Rejects with UNAVAILABLE when it could not be sent.
   */
  async ask(
    { name, incarnation }: NodeRun,
    what: NodeTask,
    options: {
      readonly expiresAt: number;
      readonly signal: AbortSignal;
      readonly repeatMs?: number;
    },
  ): Promise<NodeReply | undefined> {
    const { expiresAt, signal, repeatMs } = options;
    const id = randomUUID();
    const request: NodeRequest = { id, replyTo: this.channel, expiresAt, what };
    const channel = nodeChannel(name, incarnation);
    const answered = Promise.withResolvers<NodeReply | undefined>();
    const stop = (): void => answered.resolve(undefined);
    const again =
      repeatMs === undefined
        ? undefined
        : setInterval(() => this.sendAgain(channel, request), repeatMs);
    this.waiting.set(id, answered.resolve);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      await this.board.send(channel, request);
      return await answered.promise;
    } finally {
      clearInterval(again);
      signal.removeEventListener('abort', stop);
      this.waiting.delete(id);
    }
  }

  async close(): Promise<void> {
    await this.listening?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private sendAgain(channel: string, request: NodeRequest): void {
    this.board.send(channel, request).catch((error: unknown) => {
      this.logger.debug({ err: error, channel }, 'a request to a node could not be sent again');
    });
  }

  private take(message: unknown): void {
    if (!isReply(message)) {
      this.logger.warn({}, 'something that is no answer came for the manager; it is passed over');
      return;
    }
    this.waiting.get(message.id)?.(message);
  }
}

function isReply(message: unknown): message is NodeReply {
  if (typeof message !== 'object' || message === null) return false;
  const { id, outcome } = message as Partial<NodeReply>;
  return typeof id === 'string' && (outcome === 'DONE' || outcome === 'REFUSED');
}
