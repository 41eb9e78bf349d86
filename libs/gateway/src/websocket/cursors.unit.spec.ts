import { describe, expect, it, vi } from 'vitest';
import { BoardMemory } from '@metamorphosis/core';
import { SECRETS, startGateway, type TestGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const EVENTS = 100;
const PLACED = `subscription Placed($customer: ID) { orderPlaced(customerId: $customer) { orderId } }`;
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: orderId.split('-')[0],
  order: { id: orderId },
});
const code = (value: string): unknown => [
  expect.objectContaining({ extensions: expect.objectContaining({ code: value }) as unknown }),
];
const ids = (watch: Watch): unknown[] =>
  watch.received.map(({ data }) => (data?.['orderPlaced'] as { orderId: unknown }).orderId);
const resume = (
  bed: TestGateway,
  cursor: string | undefined,
  query = PLACED,
  variables = {},
): Watch => new Watch(bed.client(), { query, variables, extensions: { cursor } });

describe('a cursor', () => {
  it('is given at the subscription, so that who drops before the first event misses nothing', async () => {
    const bed = await startGateway();
    const first = new Watch(bed.client(), { query: PLACED });
    await first.opened();
    first.close();
    await bed.publish('OrderPlaced', placed('ada-1'));
    const again = resume(bed, first.cursor);
    expect((await again.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-1' } });
  });

  it('stands with each event, and resumes behind it', async () => {
    const bed = await startGateway();
    const first = new Watch(bed.client(), { query: PLACED });
    await first.opened();
    await bed.publish('OrderPlaced', placed('ada-1'), 0);
    const { extensions } = await first.next();
    first.close();
    await bed.publish('OrderPlaced', placed('ada-2'), 0);
    await bed.publish('OrderPlaced', placed('ada-3'), 1);
    const again = resume(bed, extensions?.['cursor'] as string);
    await again.next();
    await again.next();
    expect(ids(again).sort()).toEqual(['ada-2', 'ada-3']);
  });

  it('moves on by heartbeat while nothing matches', async () => {
    const bed = await startGateway({ limits: { heartbeatMs: 100 } });
    const quiet = new Watch(bed.client(), { query: PLACED, variables: { customer: 'grace' } });
    await quiet.opened();
    const before = quiet.cursor;
    await bed.publish('OrderPlaced', placed('ada-1'));
    await vi.waitFor(() => expect(quiet.cursor).not.toBe(before));
    expect(quiet.received).toEqual([]);
    // What it has seen examined may be gone from the board: it was not for this subscriber.
    bed.expire();
    const again = resume(bed, quiet.cursor, PLACED, { customer: 'grace' });
    await bed.publish('OrderPlaced', placed('grace-1'));
    expect((await again.next()).data).toMatchObject({ orderPlaced: { orderId: 'grace-1' } });
  });

  it('brings everything once and in order, however often the client drops', async () => {
    const bed = await startGateway();
    const total = 60;
    let cursor: string | undefined;
    const seen: unknown[] = [];
    let published = 0;
    for (let round = 0; seen.length < total; round += 1) {
      const watch =
        cursor === undefined ? new Watch(bed.client(), { query: PLACED }) : resume(bed, cursor);
      await watch.opened();
      // Some while it is connected, some while it is not; one partition, so the order is known.
      for (let i = 0; i < 5 && published < total; i += 1) {
        await bed.publish('OrderPlaced', placed(`ada-${published}`));
        published += 1;
      }
      const wanted = (round * 7) % 4;
      for (let i = 0; i < wanted && seen.length + i < published; i += 1) await watch.next();
      watch.close();
      await watch.over();
      seen.push(...ids(watch));
      cursor = watch.cursor;
      for (let i = 0; i < round % 3 && published < total; i += 1) {
        await bed.publish('OrderPlaced', placed(`ada-${published}`));
        published += 1;
      }
      if (published === total && wanted === 0) {
        const rest = resume(bed, cursor);
        while (seen.length + rest.received.length < total) await rest.next();
        seen.push(...ids(rest));
      }
    }
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => `ada-${i}`));
  }, 20_000);

  it('is refused as expired when the stream does not go back so far', async () => {
    const bed = await startGateway();
    const first = new Watch(bed.client(), { query: PLACED });
    await first.opened();
    first.close();
    await bed.publish('OrderPlaced', placed('ada-1'));
    await bed.publish('OrderPlaced', placed('ada-2'));
    bed.expire();
    expect(await resume(bed, first.cursor).over()).toEqual(code('CURSOR_EXPIRED'));
  });

  it('is refused as expired when the topic was made anew', async () => {
    const bed = await startGateway({ limits: { topicCheckMs: 10 } });
    const first = new Watch(bed.client(), { query: PLACED });
    await first.opened();
    first.close();
    await first.over();
    bed.topic = { partitions: 2, incarnation: 'two' };
    expect(await resume(bed, first.cursor).over()).toEqual(code('CURSOR_EXPIRED'));
  });

  it('is refused as invalid anywhere but where it was given', async () => {
    const bed = await startGateway();
    const first = new Watch(bed.client(), { query: PLACED, variables: { customer: 'ada' } });
    await first.opened();
    const { cursor = '' } = first;
    const [key, payload, mac] = cursor.split('.') as [string, string, string];
    const forged = Buffer.from(JSON.stringify(['one', 0, 5])).toString('base64url');
    const otherField = `subscription { orderEvent(customerId: "ada") { orderId } }`;
    const attempts: [string, string, object][] = [
      [cursor, PLACED, { customer: 'grace' }],
      [cursor, PLACED, {}],
      [cursor, otherField, {}],
      [`${key}.${forged}.${mac}`, PLACED, { customer: 'ada' }],
      [`x.${payload}.${mac}`, PLACED, { customer: 'ada' }],
      [`${cursor}.`, PLACED, { customer: 'ada' }],
      ['nonsense', PLACED, { customer: 'ada' }],
      ['', PLACED, { customer: 'ada' }],
    ];
    for (const [tried, query, variables] of attempts) {
      expect(await resume(bed, tried, query, variables).over(), tried).toEqual(
        code('CURSOR_INVALID'),
      );
    }
    const asNumber = new Watch(bed.client(), {
      query: PLACED,
      extensions: { cursor: 7 },
    });
    expect(await asNumber.over()).toEqual(code('CURSOR_INVALID'));
  });

  it('outlives the rotation of the secret', async () => {
    const memory = new BoardMemory();
    const bed = await startGateway({}, memory);
    const first = new Watch(bed.client(), { query: PLACED });
    await first.opened();
    const rotated = { keyId: 'k2', secret: 'a newer secret for tests, as long' };
    const next = await startGateway(
      { secrets: { current: rotated, previous: [SECRETS.current] } },
      memory,
    );
    const again = resume(next, first.cursor);
    await again.opened();
    await next.publish('OrderPlaced', placed('ada-1'));
    expect((await again.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-1' } });
    const without = await startGateway({ secrets: { current: rotated, previous: [] } }, memory);
    expect(await resume(without, first.cursor).over()).toEqual(code('CURSOR_INVALID'));
  });
});

describe('a subscriber', () => {
  it('that reads too slowly is told so, with the cursor from which it can go on', async () => {
    const bed = await startGateway({ limits: { maxBufferedEvents: 8 } });
    // More than the system takes on the way, so that the gateway has to keep it.
    const note = 'x'.repeat(200_000);
    const query = `subscription { orderPlaced { orderId note } }`;
    const stuck = new Watch(bed.client(), { query });
    await stuck.opened();
    bed.pauseReading();
    for (let i = 0; i < EVENTS; i += 1)
      await bed.publish('OrderPlaced', { ...placed(`ada-${i}`), note });
    bed.resumeReading();
    const errors = (await stuck.over()) as { extensions: { code: string; cursor: string } }[];
    expect(errors).toEqual(code('SLOW_CONSUMER'));
    const before = ids(stuck);
    const rest = resume(bed, errors[0]?.extensions.cursor, query);
    while (before.length + rest.received.length < EVENTS) await rest.next();
    expect([...before, ...ids(rest)]).toEqual(Array.from({ length: EVENTS }, (_, i) => `ada-${i}`));
  }, 20_000);

  it('is told when the topic that it follows was made anew', async () => {
    const bed = await startGateway({ limits: { topicCheckMs: 10 } });
    const watch = new Watch(bed.client(), { query: PLACED });
    await watch.opened();
    bed.topic = { partitions: 2, incarnation: 'two' };
    expect(await watch.over()).toEqual(code('CURSOR_EXPIRED'));
  });
});
