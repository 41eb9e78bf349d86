import type { DeadLetterRequest, DeadLettersMoved } from '@metamorphosis/contract';
import type { NodeAnswer } from '../calls/node-answer.js';
import type { Operations } from '../calls/operations.js';
import type { KnownNode } from '../web/known-nodes.js';

/** Replays or discards the dead letters of services, each by one of its nodes: they share one store. */
export function moveDeadLetters(
  operations: Operations,
  services: ReadonlyMap<string, readonly KnownNode[]>,
  request: DeadLetterRequest,
): Promise<readonly NodeAnswer[]> {
  return Promise.all(
    [...services].map(async ([service, nodes]): Promise<NodeAnswer> => {
      const [first] = nodes.filter(({ lostAt }) => lostAt === undefined);
      // One node, once: another could do half of it again, were the first answer lost.
      const asked =
        first && (await operations.askOne([first], { kind: 'dead-letters', service, request }));
      if (!asked) {
        const reason = first ? 'It did not answer in time.' : 'No node of the service is there.';
        const node = (first ?? nodes[0])?.name ?? '';
        return { node, service, outcome: 'UNREACHABLE', reason };
      }
      const { outcome, reason, value } = asked.reply;
      const count = (value as Partial<DeadLettersMoved> | undefined)?.count;
      return {
        node: asked.node.name,
        service,
        outcome,
        ...(reason !== undefined && { reason }),
        ...(count !== undefined && { count }),
      };
    }),
  );
}
