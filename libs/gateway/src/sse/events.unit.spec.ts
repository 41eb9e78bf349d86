import { connect } from 'node:net';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { BoardMemory } from '@metamorphosis/core';
import { EventReader } from '../testing/event-reader.js';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const PLACED = `subscription Placed($customer: ID) { orderPlaced(customerId: $customer) { orderId } }`;
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: orderId.split('-')[0],
  order: { id: orderId },
});
const code = (value: string): unknown => [
  expect.objectContaining({ extensions: expect.objectContaining({ code: value }) as unknown }),
];
const json = { 'content-type': 'application/json' };

/** As an EventSource does: a GET whose address holds everything. */
function watch(
  { gateway }: TestGateway,
  variables: object = {},
  lastEventId?: string,
  query = PLACED,
): Promise<EventReader> {
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return EventReader.open(`${gateway.url}?${parameters.toString()}`, {
    headers: {
      'x-requested-by': 'test',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
}
/** From here on nothing is missed. */
const opened = (reader: EventReader): Promise<void> =>
  reader.until(() => reader.lastEventId !== '', 'the subscription to open');
const ids = (reader: EventReader): unknown[] =>
  reader.events
    .filter(({ type }) => type === 'next')
    .map(({ data }) => (JSON.parse(data) as { data?: Record<string, { orderId: string }> }).data)
    .map((data) => data?.['orderPlaced']?.orderId);

describe('a client of graphql-sse', () => {
  it('gets events with fields of other services, and ends with a word', async () => {
    const bed = await startGateway();
    const messages: string[] = [];
    const client = createClient({
      url: bed.gateway.url,
      retryAttempts: 0,
      on: { message: ({ event }) => messages.push(event) },
    });
    onTestFinished(() => client.dispose());
    const query = `subscription { orderPlaced { orderId order { customer { name } } } }`;
    const answers = client.iterate({ query });
    const first = answers.next();
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    await bed.publish('OrderPlaced', placed('ada-1'));
    expect((await first).value).toEqual({
      data: { orderPlaced: { orderId: 'ada-1', order: { customer: { name: 'Ada' } } } },
      extensions: { cursor: expect.any(String) as string },
    });
    await answers.return?.();
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(0));
    const query2 = '{ customer(id: "ada") { name } }';
    const whole = client.iterate({ query: query2 });
    expect((await whole.next()).value).toEqual({ data: { customer: { name: 'Ada' } } });
    expect((await whole.next()).done).toBe(true);
    expect(messages).toEqual(['next', 'next', 'complete']);
  });

  it('is told by the stream what is wrong with its document', async () => {
    const bed = await startGateway();
    const client = createClient({ url: bed.gateway.url, retryAttempts: 0 });
    onTestFinished(() => client.dispose());
    for (const [query, why] of [
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    ] as const) {
      const answers = client.iterate({ query });
      expect((await answers.next()).value).toEqual({ errors: code(why) });
      expect((await answers.next()).done).toBe(true);
    }
  });
});

describe('a stream of events', () => {
  it('is announced as one that nobody may hold back', async () => {
    const { response } = await watch(await startGateway());
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
  });

  it('gives a cursor at the subscription, so that who drops before the first event misses nothing', async () => {
    const bed = await startGateway();
    const first = await watch(bed);
    await opened(first);
    first.close();
    await bed.publish('OrderPlaced', placed('ada-1'));
    const again = await watch(bed, {}, first.lastEventId);
    expect(await again.next()).toMatchObject({ data: { orderPlaced: { orderId: 'ada-1' } } });
  });

  it('gives the same cursor as id and in the extensions, and takes either', async () => {
    const bed = await startGateway();
    const first = await watch(bed);
    await opened(first);
    await bed.publish('OrderPlaced', placed('ada-1'), 0);
    const { extensions } = (await first.next()) as { extensions: { cursor: string } };
    expect(extensions.cursor).toBe(first.lastEventId);
    first.close();
    await bed.publish('OrderPlaced', placed('ada-2'), 0);
    const byId = await watch(bed, {}, first.lastEventId);
    expect(await byId.next()).toMatchObject({ data: { orderPlaced: { orderId: 'ada-2' } } });
    const byExtension = await EventReader.open(bed.gateway.url, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ query: PLACED, extensions }),
    });
    expect(await byExtension.next()).toMatchObject({ data: { orderPlaced: { orderId: 'ada-2' } } });
  });

  it('moves the id on by heartbeat while nothing matches, and tells nobody', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 50 } });
    const quiet = await watch(bed, { customer: 'grace' });
    await opened(quiet);
    const before = quiet.lastEventId;
    await bed.publish('OrderPlaced', placed('ada-1'));
    await quiet.until(() => quiet.lastEventId !== before, 'the id to move on');
    expect(quiet.events).toEqual([]);
    bed.expire();
    const again = await watch(bed, { customer: 'grace' }, quiet.lastEventId);
    await opened(again);
    await bed.publish('OrderPlaced', placed('grace-1'));
    expect(await again.next()).toMatchObject({ data: { orderPlaced: { orderId: 'grace-1' } } });
  });

  it('brings everything once and in order, however often the client drops', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 20 } });
    const total = 80;
    const seen: unknown[] = [];
    let cursor: string | undefined;
    let published = 0;
    const publish = async (count: number): Promise<void> => {
      for (let i = 0; i < count && published < total; i += 1) {
        await bed.publish('OrderPlaced', placed(`ada-${published}`));
        published += 1;
      }
    };
    for (let round = 0; seen.length < total; round += 1) {
      const reader = await watch(bed, {}, cursor);
      await opened(reader);
      const publishing = publish(5);
      // Drops wherever it stands just then.
      const wanted = Math.min((round * 7) % 5, published - seen.length);
      for (let i = 0; i < wanted; i += 1) await reader.event();
      reader.close();
      cursor = reader.lastEventId;
      seen.push(...ids(reader));
      await publishing;
      await publish(round % 3);
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => `ada-${i}`));
  }, 20_000);

  it('tells that a cursor is too old, or none of ours', async () => {
    const bed = await startGateway();
    const first = await watch(bed);
    await opened(first);
    first.close();
    for (const n of [1, 2]) await bed.publish('OrderPlaced', placed(`ada-${n}`));
    bed.expire();
    const cases = [
      [first.lastEventId, {}, 'CURSOR_EXPIRED'],
      [first.lastEventId, { customer: 'grace' }, 'CURSOR_INVALID'],
      ['nonsense', {}, 'CURSOR_INVALID'],
    ] as const;
    for (const [id, variables, why] of cases) {
      const refused = await watch(bed, variables, id);
      expect(await refused.next()).toEqual({ errors: code(why) });
      expect(await refused.event()).toEqual({ type: 'complete', data: '' });
    }
  });

  it('tells a client that reads too slowly, with the cursor from which it can go on', async () => {
    const bed = await startGateway({ limits: { maxBufferedEvents: 8 } });
    const events = 100;
    // More than the system takes on the way, so that the gateway has to keep it.
    const note = 'x'.repeat(200_000);
    const query = `subscription { orderPlaced { orderId note } }`;
    const stuck = await watch(bed, {}, undefined, query);
    await opened(stuck);
    stuck.pause();
    for (let i = 0; i < events; i += 1) {
      await bed.publish('OrderPlaced', { ...placed(`ada-${i}`), note });
    }
    stuck.resume();
    await stuck.until(() => stuck.ended, 'the end');
    expect(stuck.events.at(-1)).toEqual({ type: 'complete', data: '' });
    const last = JSON.parse(stuck.events.at(-2)?.data ?? '') as {
      errors: { extensions: { cursor: string } }[];
    };
    expect(last.errors).toEqual(code('SLOW_CONSUMER'));
    const before = ids(stuck).slice(0, -1);
    expect(before.length).toBeLessThan(events);
    const rest = await watch(bed, {}, last.errors[0]?.extensions.cursor, query);
    while (before.length + ids(rest).length < events) await rest.event();
    expect([...before, ...ids(rest)]).toEqual(Array.from({ length: events }, (_, i) => `ada-${i}`));
  }, 20_000);

  it('cuts off a client that takes nothing any more', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 100 } });
    const socket = connect(bed.gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
    const query = encodeURIComponent(`subscription { orderPlaced { orderId note } }`);
    socket.write(
      `GET /graphql?query=${query} HTTP/1.1\r\nhost: x\r\nx-requested-by: test\r\naccept: text/event-stream\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('data', resolve));
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    socket.pause();
    // More than the system takes on the way, and fewer than would be too many to keep.
    const note = 'x'.repeat(1_500_000);
    for (let i = 0; i < 14; i += 1) {
      await bed.publish('OrderPlaced', { ...placed(`ada-${i}`), note });
    }
    await vi.waitFor(() => expect(bed.gateway.load().streams).toBe(0), { timeout: 15_000 });
  }, 20_000);

  it('is sent elsewhere when the gateway stops, and goes on there', async () => {
    const memory = new BoardMemory();
    const bed = await startGateway({}, memory);
    const reader = await watch(bed);
    await opened(reader);
    await bed.publish('OrderPlaced', placed('ada-1'));
    await reader.next();
    const closed = bed.gateway.close();
    await reader.until(() => reader.ended, 'the end');
    await closed;
    // Without "complete": an EventSource comes back by itself.
    expect(reader.events.map(({ type }) => type)).toEqual(['next']);
    expect(reader.retryMs).toBe(1_000);
    const next = await startGateway({}, memory);
    const again = await watch(next, {}, reader.lastEventId);
    await opened(again);
    await next.publish('OrderPlaced', placed('ada-2'));
    expect(await again.next()).toMatchObject({ data: { orderPlaced: { orderId: 'ada-2' } } });
  });

  it('does not mutate by GET', async () => {
    const bed = await startGateway();
    const query = 'mutation { placeOrder(customerId: "ada") { __typename } }';
    const { response } = await watch(bed, {}, undefined, query);
    expect(response.status).toBe(405);
    expect(bed.shop.orders.received.filter((r) => r.query.startsWith('mutation'))).toEqual([]);
  });
});
