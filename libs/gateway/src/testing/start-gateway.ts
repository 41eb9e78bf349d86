import { createClient, type Client } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Secrets, StreamEvent } from '@metamorphosis/contract';
import {
  BoardMemory,
  createMemoryBoard,
  createReadiness,
  silentLogger,
  type Board,
  type TopicInfo,
} from '@metamorphosis/core';
import { createGateway } from '../create-gateway.js';
import type { Gateway, GatewayOptions } from '../gateway.js';
import { startShop, type Shop } from './shop.js';

export const TOPIC = 'orders.events';
export const SECRETS: Secrets = {
  current: { keyId: 'k1', secret: 'a secret for tests, long enough' },
  previous: [],
};

/** A gateway over the shop, on a board in memory, and what tests do to it. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly shop: Shop;
  readonly board: Board;
  readonly memory: BoardMemory;
  /** As the log answers; `undefined` while there is no such topic. */
  topic: TopicInfo | undefined;
  /** Puts an event on the board as the relay does, and returns its offset. */
  publish(
    type: string,
    data: Record<string, unknown>,
    partition?: number,
    dataVersion?: number,
  ): Promise<number>;
  /** Lets everything on the board's streams grow too old. */
  expire(): void;
  /** All clients stop reading from their sockets. */
  pauseReading(): void;
  resumeReading(): void;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  query(query: string, variables?: Record<string, unknown>): Promise<unknown>;
  /** A client of graphql-ws. Closed with the test. */
  client(options?: Partial<Parameters<typeof createClient>[0]>): Client;
}

/** Where the log's partitions end; gateways on one board are on one log. */
const logs = new WeakMap<BoardMemory, Map<number, number>>();

function endsOf(memory: BoardMemory): Map<number, number> {
  const known = logs.get(memory) ?? new Map<number, number>();
  logs.set(memory, known);
  return known;
}

/** Starts everything; it ends with the test. */
export async function startGateway(
  options: Partial<GatewayOptions> = {},
  memory = new BoardMemory(),
): Promise<TestGateway> {
  const sockets = new Set<WebSocket>();
  class Recorded extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args);
      sockets.add(this);
    }
  }
  const board = createMemoryBoard({ memory });
  const shop = await startShop();
  onTestFinished(async () => {
    await board.close();
    await shop[Symbol.asyncDispose]();
  });
  const ends = endsOf(memory);
  const bed = { topic: { partitions: 2, incarnation: 'one' } as TopicInfo | undefined };
  const gateway = await createGateway({
    source: {
      kind: 'services',
      services: [shop.customers, shop.orders].map(({ name, url }) => ({ name, url })),
      pollIntervalMs: 0,
    },
    platform: {
      board,
      log: {
        topic: () => Promise.resolve(bed.topic),
        ranges: () =>
          Promise.resolve(
            [0, 1].map((partition) => ({
              topic: TOPIC,
              partition,
              earliest: 0,
              end: ends.get(partition) ?? 0,
            })),
          ),
      },
    },
    secrets: SECRETS,
    readiness: createReadiness(),
    logger: silentLogger,
    mode: 'production',
    port: 0,
    ...options,
  });
  onTestFinished(() => gateway.close());

  const publish: TestGateway['publish'] = async (type, data, partition = 0, dataVersion) => {
    const offset = ends.get(partition) ?? 0;
    ends.set(partition, offset + 1);
    const event: StreamEvent = {
      id: `e${partition}-${offset}`,
      type: `orders.${type}`,
      time: '2026-11-21T09:00:00.000Z',
      key: String(data['orderId']),
      correlationId: 'c',
      ...(dataVersion !== undefined && { dataVersion }),
      data,
    };
    const stream = { topic: TOPIC, incarnation: bed.topic?.incarnation ?? 'one', partition };
    const { next } = await board.streamPosition(stream);
    const { kind } = await board.appendToStream(
      stream,
      { expected: next, from: next ?? offset, next: offset + 1 },
      [{ offset, payload: JSON.stringify(event) }],
    );
    if (kind !== 'appended') throw new Error('Publish one after the other.');
    return offset;
  };
  const post: TestGateway['post'] = (body, headers = {}) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return Object.assign(bed, {
    gateway,
    shop,
    board,
    memory,
    publish,
    expire: () => {
      for (const partition of [0, 1]) {
        const stream = memory.stream({ topic: TOPIC, incarnation: 'one', partition });
        // Reading in the far future forgets what has grown too old by then.
        stream?.read(0, 1, Date.now() + 7 * 86_400_000);
      }
    },
    pauseReading: () => sockets.forEach((socket) => socket.pause()),
    resumeReading: () => sockets.forEach((socket) => socket.resume()),
    post,
    query: async (query: string, variables?: Record<string, unknown>) =>
      (await post({ query, variables })).json(),
    client: (extra: Partial<Parameters<typeof createClient>[0]> = {}) => {
      const client = createClient({
        url: gateway.url.replace('http', 'ws'),
        webSocketImpl: Recorded,
        retryAttempts: 0,
        ...extra,
      });
      onTestFinished(() => void client.dispose());
      return client;
    },
  });
}
