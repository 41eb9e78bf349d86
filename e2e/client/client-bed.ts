import { onTestFinished } from 'vitest';
import {
  createClient,
  defineCommand,
  type Client,
  type ClientOptions,
} from '@metamorphosis/client';
import { BoardMemory } from '@metamorphosis/core';
import type { GatewayOptions } from '@metamorphosis/gateway';
import { startGateway, type TestGateway } from '@metamorphosis/gateway/testing';
import { CuttableLine } from './cuttable-line.js';
import { startOrders, type OrdersService } from './orders-service.js';

const ANSWER = `__typename ... on Order { id status } ... on TooManyOpenOrders { limit open }`;

/** As codegen writes it, for one command. */
export const commands = {
  placeOrder: defineCommand<{
    input: { customerId: string; lines: readonly { productId: string; quantity: number }[] };
    success: { __typename: 'Order'; id: string; status: string };
    rejection: { __typename: 'TooManyOpenOrders'; limit: number; open: number };
    timing: 'SYNC' | 'ASYNC';
  }>({
    name: 'placeOrder',
    argument: 'input',
    rejections: ['TooManyOpenOrders'],
    call: `mutation PlaceOrder($input: PlaceOrderInput!, $idempotencyKey: ID) {
      placeOrder(input: $input, idempotencyKey: $idempotencyKey) { ${ANSWER} }
    }`,
    submit: `mutation PlaceOrderAsync($input: PlaceOrderInput!, $idempotencyKey: ID) {
      placeOrderAsync(input: $input, idempotencyKey: $idempotencyKey) { commandId acceptedAt state }
    }`,
    updates: `subscription PlaceOrderResult($commandId: ID!) {
      placeOrderResult(commandId: $commandId) {
        commandId state progress at error { code message } result { ${ANSWER} }
      }
    }`,
  }),
};

export const PLACED = /* GraphQL */ `
  subscription {
    orderPlaced {
      orderId
      customerId
      order {
        status
      }
    }
  }
`;

/** An order of the smallest kind. */
export const input = { customerId: 'ada', lines: [{ productId: 'p1', quantity: 1 }] };

/** A gateway behind a line that may be cut, and a client that knows only the line. */
export interface ClientBed {
  gateway: TestGateway;
  readonly orders: OrdersService;
  readonly line: CuttableLine;
  readonly url: string;
  client(options?: Partial<ClientOptions<typeof commands>>): Client<typeof commands>;
  /** Publishes `orderPlaced` for orders of these numbers. */
  place(...numbers: readonly number[]): Promise<void>;
  /** Another gateway takes over, on the same board. */
  restart(options?: Partial<GatewayOptions>): Promise<void>;
}

/** Starts everything; it ends with the test. */
export async function startBed(options: Partial<GatewayOptions> = {}): Promise<ClientBed> {
  const memory = new BoardMemory();
  const orders = await startOrders(() => bed.gateway.board);
  onTestFinished(() => orders[Symbol.asyncDispose]());
  const { name, url: service } = orders.server;
  const source = {
    kind: 'services',
    services: [{ name, url: service }],
    pollIntervalMs: 0,
  } as const;
  const gateway = await startGateway({ source, ...options }, memory);
  const line = await CuttableLine.to(gateway.gateway.port);
  onTestFinished(() => line[Symbol.asyncDispose]());
  const url = `http://127.0.0.1:${line.port}/graphql`;
  const bed: ClientBed = {
    gateway,
    orders,
    line,
    url,
    client: (extra = {}) => {
      const client = createClient({
        url,
        commands,
        retry: { initialDelayMs: 5, maxDelayMs: 50 },
        ...extra,
      });
      onTestFinished(() => client.close());
      return client;
    },
    place: async (...numbers) => {
      for (const number of numbers) {
        const data = {
          orderId: `o${number}`,
          customerId: 'ada',
          lines: [],
          order: { id: `o${number}` },
        };
        // Partitions in turn: a cursor is more than one number.
        await bed.gateway.publish('OrderPlaced', data, number % 2);
      }
    },
    restart: async (again = {}) => {
      line.down = true;
      await bed.gateway.gateway.close();
      bed.gateway = await startGateway({ source, ...options, ...again }, memory);
      line.leadTo(bed.gateway.gateway.port);
      line.down = false;
    },
  };
  return bed;
}
