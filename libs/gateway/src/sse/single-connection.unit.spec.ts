import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EventReader } from '../testing/event-reader.js';
import { startGateway, type TestGateway } from '../testing/start-gateway.js';

const PLACED = 'subscription { orderPlaced { orderId } }';
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: orderId.split('-')[0],
  order: { id: orderId },
});
const TOKEN = 'x-graphql-event-stream-token';

async function reserve({ gateway }: TestGateway): Promise<string> {
  const response = await fetch(gateway.url, { method: 'PUT' });
  expect(response.status).toBe(201);
  return response.text();
}
const connect = ({ gateway }: TestGateway, token: string): Promise<EventReader> =>
  EventReader.open(`${gateway.url}?token=${token}`);
const send = (
  bed: TestGateway,
  token: string,
  operationId: unknown,
  query = PLACED,
  extensions = {},
): Promise<Response> =>
  bed.post({ query, extensions: { operationId, ...extensions } }, { [TOKEN]: token });
const stop = ({ gateway }: TestGateway, token: string, id: string): Promise<Response> =>
  fetch(`${gateway.url}?operationId=${id}`, { method: 'DELETE', headers: { [TOKEN]: token } });
const cursors = (reader: EventReader): Record<string, string> =>
  JSON.parse(reader.lastEventId || '{}') as Record<string, string>;
const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions
    .code;

describe('one connection for several operations', () => {
  it('serves a client of graphql-sse', async () => {
    const bed = await startGateway();
    const client = createClient({
      url: bed.gateway.url,
      singleConnection: true,
      retryAttempts: 0,
    });
    onTestFinished(() => client.dispose());
    const placedOrders = client.iterate({ query: PLACED });
    const cancelled = client.iterate({ query: 'subscription { orderCancelled { reason } }' });
    const answers = Promise.all([placedOrders.next(), cancelled.next()]);
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(2));
    expect(bed.gateway.load().streams).toBe(1);
    await bed.publish('OrderPlaced', placed('ada-1'));
    await bed.publish('OrderCancelled', { orderId: 'ada-1', customerId: 'ada', reason: 'late' });
    expect((await answers).map(({ value }) => (value as { data: unknown }).data)).toEqual([
      { orderPlaced: { orderId: 'ada-1' } },
      { orderCancelled: { reason: 'late' } },
    ]);
    const whole = client.iterate({ query: '{ customer(id: "ada") { name } }' });
    expect((await whole.next()).value).toEqual({ data: { customer: { name: 'Ada' } } });
    expect((await whole.next()).done).toBe(true);
    await placedOrders.return?.();
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    client.dispose();
    await vi.waitFor(() => {
      expect(bed.gateway.load()).toMatchObject({ subscriptions: 0, streams: 0 });
    });
  });

  it('tells where each operation stands by its id, from which it can be resumed', async () => {
    const bed = await startGateway();
    const token = await reserve(bed);
    const reader = await connect(bed, token);
    expect((await send(bed, token, 'a')).status).toBe(202);
    expect((await send(bed, token, 'b')).status).toBe(202);
    await reader.until(() => Object.keys(cursors(reader)).length === 2, 'both cursors');
    reader.close();
    await bed.publish('OrderPlaced', placed('ada-1'));
    const next = await reserve(bed);
    const again = await connect(bed, next);
    await send(bed, next, 'a', PLACED, { cursor: cursors(reader)['a'] });
    expect(await again.next()).toMatchObject({
      id: 'a',
      payload: {
        data: { orderPlaced: { orderId: 'ada-1' } },
        extensions: { cursor: expect.any(String) as string },
      },
    });
  });

  it('takes operations before the connection stands', async () => {
    const bed = await startGateway();
    const token = await reserve(bed);
    expect((await send(bed, token, '1', '{ customer(id: "ada") { name } }')).status).toBe(202);
    const reader = await connect(bed, token);
    expect(await reader.next()).toEqual({
      id: '1',
      payload: { data: { customer: { name: 'Ada' } } },
    });
    expect(await reader.event()).toEqual({ type: 'complete', data: '{"id":"1"}' });
  });

  it('ends an operation without a word, and its id is free again', async () => {
    const bed = await startGateway();
    const token = await reserve(bed);
    const reader = await connect(bed, token);
    await send(bed, token, '1');
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(1));
    expect((await stop(bed, token, '1')).status).toBe(200);
    await vi.waitFor(() => expect(bed.gateway.load().subscriptions).toBe(0));
    expect((await stop(bed, token, '1')).status).toBe(200);
    await bed.publish('OrderPlaced', placed('ada-1'));
    expect((await send(bed, token, '1', '{ __typename }')).status).toBe(202);
    expect(await reader.next()).toMatchObject({ payload: { data: { __typename: 'Query' } } });
  });

  it('refuses what is wrong before it accepts it', async () => {
    const bed = await startGateway({ limits: { maxOperationsPerConnection: 2 } });
    const token = await reserve(bed);
    await connect(bed, token);
    const refusals: [Promise<Response>, number, string][] = [
      [send(bed, 'unknown', '1'), 404, 'STREAM_UNKNOWN'],
      [fetch(`${bed.gateway.url}?token=unknown`), 404, 'STREAM_UNKNOWN'],
      [fetch(`${bed.gateway.url}?token=${token}`), 409, 'BAD_REQUEST'],
      [stop(bed, 'unknown', '1'), 404, 'STREAM_UNKNOWN'],
      [stop(bed, token, ''), 400, 'BAD_REQUEST'],
      [send(bed, token, undefined), 400, 'BAD_REQUEST'],
      [send(bed, token, 'line\nbreak'), 400, 'BAD_REQUEST'],
      [send(bed, token, '1', '{'), 400, 'GRAPHQL_PARSE_FAILED'],
      [send(bed, token, '1', PLACED, { cursor: 7 }), 400, 'CURSOR_INVALID'],
    ];
    for (const [refused, status, why] of refusals) {
      const response = await refused;
      expect(response.status).toBe(status);
      expect(await codeOf(response)).toBe(why);
    }
    expect((await send(bed, token, '1')).status).toBe(202);
    expect((await send(bed, token, '1')).status).toBe(409);
    expect((await send(bed, token, '2')).status).toBe(202);
    const third = await send(bed, token, '3');
    expect(third.status).toBe(429);
    expect(await codeOf(third)).toBe('TOO_MANY_OPERATIONS');
  });

  it('forgets a reservation that nobody takes up, and makes no more than it may', async () => {
    const bed = await startGateway({
      limits: { connectionInitTimeoutMs: 1_000, maxEventStreams: 2 },
    });
    const [first = ''] = await Promise.all([reserve(bed), reserve(bed)]);
    const third = await fetch(bed.gateway.url, { method: 'PUT' });
    expect(third.status).toBe(503);
    expect(third.headers.get('retry-after')).toBe('1');
    expect(await codeOf(third)).toBe('TOO_MANY_OPERATIONS');
    await vi.waitFor(
      async () => {
        expect((await send(bed, first, '1', '{ __typename }')).status).toBe(404);
      },
      { timeout: 4_000 },
    );
    await connect(bed, await reserve(bed));
  });

  it('is sent elsewhere when the gateway stops, with where each operation stands', async () => {
    const bed = await startGateway();
    const token = await reserve(bed);
    const reader = await connect(bed, token);
    await send(bed, token, 'a');
    await reader.until(() => 'a' in cursors(reader), 'the cursor');
    const before = cursors(reader)['a'];
    await bed.publish('OrderPlaced', placed('ada-1'));
    await reader.next();
    await bed.gateway.close();
    await reader.until(() => reader.ended, 'the end');
    expect(cursors(reader)['a']).not.toBe(before);
    expect(reader.retryMs).toBe(1_000);
  });
});
