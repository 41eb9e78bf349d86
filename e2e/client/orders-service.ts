import { readFile } from 'node:fs/promises';
import { GraphQLError } from 'graphql';
import { newCommandId, type CommandUpdate } from '@metamorphosis/contract';
import type { Board } from '@metamorphosis/core';
import { SubgraphServer } from '@metamorphosis/federation/testing';

const GENERATED = new URL('../../apps/orders/src/generated/', import.meta.url);

interface PlaceArgs {
  readonly input: { readonly customerId: string };
  readonly idempotencyKey?: string;
}

/** The orders service as it is generated, with resolvers that a test steers. */
export interface OrdersService extends AsyncDisposable {
  readonly server: SubgraphServer;
  /** Ids by idempotency key: what was accepted. */
  readonly accepted: Map<string, string>;
  /** What waiting callers are answered; an error is thrown. */
  answer: Readonly<Record<string, unknown>> | GraphQLError;
  /** What waiting callers wait for. */
  hold: Promise<void> | undefined;
  /** Tells the board where a command stands. */
  tell(commandId: string, facts: Partial<CommandUpdate>): Promise<void>;
}

/** Starts it on a free port. */
export async function startOrders(board: () => Board): Promise<OrdersService> {
  const accepted = new Map<string, string>();
  const accept = ({ idempotencyKey = 'none' }: PlaceArgs): string => {
    const id = accepted.get(idempotencyKey) ?? newCommandId('orders');
    accepted.set(idempotencyKey, id);
    return id;
  };
  const at = '2026-11-21T09:00:00.000Z';
  const tell: OrdersService['tell'] = async (commandId, facts) => {
    const update = { commandId, name: 'orders.placeOrder', state: 'ACCEPTED', version: 1 } as const;
    await board().putUpdate({ ...update, acceptedAt: at, at, attempts: 0, ...facts });
  };
  const server = await SubgraphServer.start(
    'orders',
    await readFile(new URL('schema.graphql', GENERATED), 'utf8'),
    {
      Query: {
        order: (_: unknown, { id }: { id: string }) => ({ id, lines: [], status: 'PENDING' }),
        _commandUpdate: () => null,
      },
      Order: {
        __resolveReference: ({ id }: { id: string }) => ({ id, lines: [], status: 'PENDING' }),
      },
      Mutation: {
        placeOrder: async (_: unknown, args: PlaceArgs) => {
          accept(args);
          await service.hold;
          if (service.answer instanceof GraphQLError) throw service.answer;
          return service.answer;
        },
        placeOrderAsync: async (_: unknown, args: PlaceArgs) => {
          const commandId = accept(args);
          await service.hold;
          await tell(commandId, {});
          return { commandId, acceptedAt: at, state: 'ACCEPTED' };
        },
        _cancelCommand: (_: unknown, { id: commandId }: { id: string }) => ({
          ...{ commandId, name: 'orders.placeOrder', state: 'REJECTED', version: 1 },
          ...{ acceptedAt: at, at, attempts: 0 },
          error: { code: 'CANCELLED', message: 'It was cancelled.' },
        }),
      },
    },
    await readFile(new URL('events.graphql', GENERATED), 'utf8'),
  );
  const service: OrdersService = {
    server,
    accepted,
    answer: { __typename: 'Order', id: 'o1', lines: [], status: 'PENDING' },
    hold: undefined,
    tell,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return service;
}
