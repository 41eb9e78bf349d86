import { describe, expect, it, vi } from 'vitest';
import type { ConnectionStatus, Stream } from '@metamorphosis/client';
import { input, PLACED, startBed, type ClientBed } from './client-bed.js';

// Connections are cut and made again: work of seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

interface Placed {
  readonly orderPlaced: { readonly orderId: string; readonly order: { readonly status: string } };
}

async function take(stream: Stream<Placed>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { value, done } = await stream.next();
    if (done) throw new Error(`It ended after ${ids.join(', ')}.`);
    ids.push(value.orderPlaced.orderId);
  }
  return ids;
}
const names = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `o${from + index}`);
const numbers = (from: number, to: number): number[] =>
  names(from, to).map((n) => Number(n.slice(1)));
const sorted = (ids: readonly string[]): string[] =>
  [...ids].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

describe.each(['websocket', 'http'] as const)('a stream over %s', (streaming) => {
  const start = async (): Promise<ClientBed> => {
    const bed = await startBed();
    const { client } = bed;
    return Object.assign(bed, {
      client: (options: Parameters<typeof client>[0]) => client({ streaming, ...options }),
    });
  };

  it('gives every event once and in order while its connection is cut again and again', async () => {
    const bed = await start();
    const stream = bed.client().subscribe<Placed, object>(PLACED);
    await stream.opened;
    const got: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      await bed.place(...numbers(round * 10, round * 10 + 4));
      bed.line.cut();
      await bed.place(...numbers(round * 10 + 5, round * 10 + 9));
      got.push(...(await take(stream, 10)));
    }
    expect(sorted(got)).toEqual(names(0, 49));
    // Order holds inside a partition, and partitions take turns here.
    for (const odd of [0, 1]) {
      const one = got.filter((id) => Number(id.slice(1)) % 2 === odd);
      expect(one).toEqual(sorted(one));
    }
    expect(bed.line.connections).toBeGreaterThanOrEqual(6);
  });

  it('misses nothing that happens before its first event, nor while no gateway is there', async () => {
    const bed = await start();
    const client = bed.client();
    const seen: ConnectionStatus[] = [];
    client.onStatus((status) => seen.push(status));
    const stream = client.subscribe<Placed, object>(PLACED);
    await stream.opened;
    const restarted = bed.restart();
    await restarted;
    await bed.place(1, 2, 3);
    expect(sorted(await take(stream, 3))).toEqual(['o1', 'o2', 'o3']);
    // By HTTP a gateway that is about to go may be met once more.
    expect(seen.slice(0, 3)).toEqual(['connecting', 'connected', 'reconnecting']);
    expect(seen.at(-1)).toBe('connected');
    if (streaming === 'websocket') expect(seen).toHaveLength(4);
    stream.close();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('goes on elsewhere with the cursor of what was taken, not of what has arrived', async () => {
    const bed = await start();
    const first = bed.client().subscribe<Placed, object>(PLACED);
    await first.opened;
    await bed.place(0, 2, 4, 6);
    await take(first, 2);
    const second = bed.client().subscribe<Placed, object>(PLACED, {}, { cursor: first.cursor });
    expect(await take(second, 2)).toEqual(['o4', 'o6']);
  });

  it('lets go when the application reads too slowly, and comes back for the rest', async () => {
    const bed = await start();
    const stream = bed.client({ maxBufferedEvents: 4 }).subscribe<Placed, object>(PLACED);
    await stream.opened;
    await bed.place(...numbers(0, 29).map((n) => n * 2));
    await expect.poll(() => bed.gateway.gateway.load().subscriptions).toBe(0);
    expect(await take(stream, 30)).toEqual(numbers(0, 29).map((n) => `o${n * 2}`));
  });

  it('throws CURSOR_EXPIRED when what was missed is gone, and does not hide the gap', async () => {
    const bed = await start();
    const stream = bed.client().subscribe<Placed, object>(PLACED);
    await stream.opened;
    await bed.place(0);
    await take(stream, 1);
    bed.line.down = true;
    bed.line.cut();
    await bed.place(2);
    bed.gateway.expire();
    bed.line.down = false;
    await expect(stream.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('asks again for an event of which nothing could be loaded', async () => {
    const bed = await start();
    const stream = bed.client().subscribe<Placed, object>(PLACED);
    await stream.opened;
    bed.orders.server.override = { status: 500, body: 'away' };
    await bed.place(1);
    await expect.poll(() => bed.orders.server.received.length).toBeGreaterThan(0);
    bed.orders.server.override = undefined;
    const { value } = await stream.next();
    expect(value).toMatchObject({ orderPlaced: { orderId: 'o1', order: { status: 'PENDING' } } });
  });

  it('ends by its signal, with its reason, and leaves no subscription behind', async () => {
    const bed = await start();
    const stop = new AbortController();
    const stream = bed.client().subscribe<Placed, object>(PLACED, {}, { signal: stop.signal });
    await stream.opened;
    const waiting = stream.next();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect.poll(() => bed.gateway.gateway.load().subscriptions).toBe(0);
  });

  it('is left by `break`', async () => {
    const bed = await start();
    const stream = bed.client().subscribe<Placed, object>(PLACED);
    await stream.opened;
    await bed.place(1);
    for await (const { orderPlaced } of stream) {
      expect(orderPlaced.orderId).toBe('o1');
      break;
    }
    await expect.poll(() => bed.gateway.gateway.load().subscriptions).toBe(0);
  });

  it('throws what the gateway says of a document that does not fit', async () => {
    const bed = await start();
    const stream = bed.client().subscribe('subscription { nothing }');
    await expect(stream.next()).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    await expect(stream.opened).rejects.toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('notices a connection that is dead without having ended', async () => {
    const bed = await start();
    const client = bed.client({ heartbeatMs: 200 });
    const stream = client.subscribe<Placed, object>(PLACED);
    await stream.opened;
    bed.line.freeze();
    await bed.place(1);
    expect(await take(stream, 1)).toEqual(['o1']);
  });

  it('throws CLOSED once its client is closed', async () => {
    const bed = await start();
    const client = bed.client();
    const stream = client.subscribe(PLACED);
    await stream.opened;
    client.close();
    await expect(stream.next()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(client.query('{ __typename }')).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('a client whose WebSockets do not come through', () => {
  /** As behind a proxy that does not know upgrades. */
  class Refused extends WebSocket {
    static opened = 0;
    constructor(_url: string | URL, protocols?: string | string[]) {
      super('ws://127.0.0.1:1/', protocols);
      Refused.opened += 1;
    }
  }

  it('follows a command by HTTP, to its outcome, and stays with that', async () => {
    const bed = await startBed();
    const client = bed.client({ webSocket: Refused });
    const order = await client.commands.placeOrder.submit(input);
    const { commandId } = order;
    const result = { __typename: 'Order', id: 'o9' };
    await bed.orders.tell(commandId, { state: 'SUCCEEDED', result });
    expect(await order.result()).toMatchObject({ state: 'SUCCEEDED' });
    const stream = client.subscribe<Placed, object>(PLACED);
    await stream.opened;
    await bed.place(1);
    expect(await take(stream, 1)).toEqual(['o1']);
    expect(Refused.opened).toBe(1);
    expect(client.status).toBe('connected');
  });

  it('keeps asking both ways while no gateway is there', async () => {
    const bed = await startBed();
    bed.line.down = true;
    const client = bed.client();
    const stream = client.subscribe<Placed, object>(PLACED);
    await expect.poll(() => bed.line.connections).toBeGreaterThan(3);
    bed.line.down = false;
    await stream.opened;
    await bed.place(1);
    expect(await take(stream, 1)).toEqual(['o1']);
  });
});
