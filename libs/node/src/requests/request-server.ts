import {
  isMetamorphosisError,
  nodeChannel,
  type NodeReply,
  type NodeRequest,
  type NodeTask,
} from '@metamorphosis/contract';
import { background, type Board, type Logger, type Subscription } from '@metamorphosis/core';

/** How a task came out. */
export type TaskAnswer = Pick<NodeReply, 'outcome' | 'reason' | 'value'>;

/** What answering requests needs. */
export interface RequestServerOptions {
  readonly board: Board;
  readonly name: string;
  readonly incarnation: string;
  /** Does what is asked. What it throws is the reason of a refusal. */
  readonly perform: (task: NodeTask, expiresAt: number) => Promise<TaskAnswer>;
  readonly logger: Logger;
}

/** Takes the requests that are meant for this run of the node, and answers each. Resolves when it listens. */
export function serveRequests(options: RequestServerOptions): Promise<Subscription> {
  const { board, name, incarnation, logger } = options;
  return board.listen(nodeChannel(name, incarnation), (message) => {
    const request = message as NodeRequest;
    background('a request to the node', logger, answer(request, options));
  });
}

async function answer(request: NodeRequest, options: RequestServerOptions): Promise<void> {
  const { board, name, logger } = options;
  const { id, replyTo, expiresAt, what } = request;
  const outcome = await perform(request, options);
  logger.info(
    { id, what, ...outcome, value: undefined },
    `request ${what.kind}: ${outcome.outcome}`,
  );
  if (Date.now() > expiresAt + GRACE_MS) return;
  const reply: NodeReply = { id, node: name, ...outcome };
  await board.send(replyTo, reply);
}

/** An answer that comes a little late may still be of use to somebody who waits. */
const GRACE_MS = 5000;

async function perform(
  { what, expiresAt }: NodeRequest,
  options: RequestServerOptions,
): Promise<TaskAnswer> {
  if (Date.now() > expiresAt) {
    return { outcome: 'REFUSED', reason: 'the request had expired when it came' };
  }
  try {
    return await options.perform(what, expiresAt);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!isMetamorphosisError(error)) {
      options.logger.error({ err: error, what }, 'a request could not be carried out');
    }
    return { outcome: 'REFUSED', reason };
  }
}
