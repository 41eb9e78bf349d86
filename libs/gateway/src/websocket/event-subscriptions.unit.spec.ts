import { describe, expect, it } from 'vitest';
import { startGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const PLACED = `subscription Placed($customer: ID) {
  orderPlaced(customerId: $customer) { orderId order { total customer { name } } }
}`;
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: orderId.split('-')[0],
  order: { id: orderId },
});

describe('event subscriptions', () => {
  it('deliver an event with fields of other services', async () => {
    const bed = await startGateway();
    const watch = new Watch(bed.client(), { query: PLACED });
    await watch.opened();
    await bed.publish('OrderPlaced', placed('ada-1'));
    expect((await watch.next()).data).toEqual({
      orderPlaced: { orderId: 'ada-1', order: { total: 500, customer: { name: 'Ada' } } },
    });
  });

  it('deliver to each subscriber what its arguments ask for', async () => {
    const bed = await startGateway();
    const client = bed.client();
    const all = new Watch(client, { query: `subscription { orderPlaced { orderId } }` });
    const none = new Watch(bed.client(), { query: PLACED, variables: { customer: null } });
    const graces = new Watch(bed.client(), { query: PLACED, variables: { customer: 'grace' } });
    await Promise.all([all.opened(), none.opened(), graces.opened()]);
    await bed.publish('OrderPlaced', placed('ada-1'));
    await bed.publish('OrderPlaced', placed('grace-1'));
    expect((await graces.next()).data).toMatchObject({ orderPlaced: { orderId: 'grace-1' } });
    for (const watch of [all, none]) {
      expect((await watch.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-1' } });
      expect((await watch.next()).data).toMatchObject({ orderPlaced: { orderId: 'grace-1' } });
    }
    expect(graces.received).toHaveLength(1);
  });

  it('deliver what the filter of their field lets pass, also of what was missed', async () => {
    const bed = await startGateway();
    const query = `subscription ($customer: ID, $notes: [String!]) {
      orderNoted(customerId: $customer, notes: $notes) { orderId }
    }`;
    const variables = { customer: 'ada', notes: ['fragile', 'gift'] };
    const watch = new Watch(bed.client(), { query, variables });
    const noted = new Watch(bed.client(), { query });
    await Promise.all([watch.opened(), noted.opened()]);
    const { cursor } = watch;
    const events = [
      { ...placed('ada-1'), note: null },
      { ...placed('ada-2'), note: 'gift' },
      { ...placed('grace-1'), note: 'gift' },
      { ...placed('ada-3'), note: 'other' },
      { ...placed('ada-4'), note: 'fragile' },
    ];
    for (const event of events) await bed.publish('OrderPlaced', event);
    const resumed = new Watch(bed.client(), { query, variables, extensions: { cursor } });
    const take = async (from: Watch, count: number): Promise<unknown> => {
      const taken: unknown[] = [];
      while (taken.length < count) taken.push((await from.next()).data?.['orderNoted']);
      return taken.map((event) => (event as { orderId: string }).orderId);
    };
    expect(await take(watch, 2)).toEqual(['ada-2', 'ada-4']);
    expect(await take(resumed, 2)).toEqual(['ada-2', 'ada-4']);
    expect(await take(noted, 4)).toEqual(['ada-2', 'grace-1', 'ada-3', 'ada-4']);
  });

  it('resolve an event once for all who ask the same of it', async () => {
    const bed = await startGateway();
    const watches = Array.from({ length: 5 }, () => new Watch(bed.client(), { query: PLACED }));
    await Promise.all(watches.map((watch) => watch.opened()));
    const before = bed.shop.orders.received.length;
    await bed.publish('OrderPlaced', placed('ada-1'));
    const answers = await Promise.all(watches.map((watch) => watch.next()));
    for (const { data } of answers) expect(data).toEqual(answers[0]?.data);
    expect(bed.shop.orders.received.length - before).toBe(1);
  });

  it('keep the order of events, whichever can be answered first', async () => {
    const bed = await startGateway();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    bed.shop.holdReference = (id) => {
      asked.push(id);
      // The second is answered before the first, and lets it go.
      if (id === 'ada-2') release();
      return id === 'ada-1' ? held : undefined;
    };
    const watch = new Watch(bed.client(), { query: PLACED });
    await watch.opened();
    for (const n of [1, 2]) await bed.publish('OrderPlaced', placed(`ada-${n}`));
    for (const orderId of ['ada-1', 'ada-2']) {
      expect((await watch.next()).data).toMatchObject({ orderPlaced: { orderId } });
    }
    expect(asked).toEqual(['ada-1', 'ada-2']);
  });

  it('follow an interface of events, and the type of a field that names none', async () => {
    const bed = await startGateway();
    const any = new Watch(bed.client(), {
      query: `subscription { event: orderEvent { __typename orderId ... on OrderCancelled { why: reason } } }`,
    });
    const cancelled = new Watch(bed.client(), {
      query: `subscription { orderCancelled { reason } }`,
    });
    await Promise.all([any.opened(), cancelled.opened()]);
    await bed.publish('OrderPlaced', placed('ada-1'), 0);
    expect((await any.next()).data).toEqual({
      event: { __typename: 'OrderPlaced', orderId: 'ada-1' },
    });
    await bed.publish('OrderCancelled', { orderId: 'ada-1', customerId: 'ada', reason: 'late' }, 1);
    expect((await any.next()).data).toEqual({
      event: { __typename: 'OrderCancelled', orderId: 'ada-1', why: 'late' },
    });
    expect((await cancelled.next()).data).toEqual({ orderCancelled: { reason: 'late' } });
  });

  it('begin with what happens after the subscription, whether or not there is a stream yet', async () => {
    const bed = await startGateway();
    await bed.publish('OrderPlaced', placed('ada-1'), 0);
    const watch = new Watch(bed.client(), { query: PLACED });
    await watch.opened();
    // Partition 1 has no stream on the board so far.
    await bed.publish('OrderPlaced', placed('ada-2'), 1);
    expect((await watch.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-2' } });
    await bed.publish('OrderPlaced', placed('ada-3'), 0);
    expect((await watch.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-3' } });
  });

  it('deliver what there is when a service is away, with the place that is missing', async () => {
    const bed = await startGateway();
    const query = `subscription { placed: orderPlaced { orderId order { customer { name } } } }`;
    const watch = new Watch(bed.client(), { query });
    await watch.opened();
    await bed.shop.customers[Symbol.asyncDispose]();
    await bed.publish('OrderPlaced', placed('ada-1'));
    // Everything above the name is required, up to the whole answer.
    const { data, errors } = await watch.next();
    expect(data).toBeNull();
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['placed', 'order', 'customer'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      }),
    ]);
  });

  it('tell where an event lacks what its type requires', async () => {
    const bed = await startGateway();
    const query = `subscription { event: orderCancelled { id: orderId reason } }`;
    const watch = new Watch(bed.client(), { query });
    await watch.opened();
    await bed.publish('OrderCancelled', { customerId: 'ada', reason: 'late' });
    const { errors } = await watch.next();
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['event', 'id'],
        extensions: { code: 'SUBGRAPH_INVALID_RESPONSE' },
      }),
    ]);
  });

  it('are refused while the log has no such topic', async () => {
    const bed = await startGateway();
    bed.topic = undefined;
    const watch = new Watch(bed.client(), { query: PLACED });
    expect(await watch.over()).toEqual([
      expect.objectContaining({ extensions: { code: 'UNAVAILABLE' } }),
    ]);
  });

  it('end for a client that says so, and run on for others', async () => {
    const bed = await startGateway();
    const client = bed.client();
    const one = new Watch(client, { query: PLACED });
    await one.opened();
    const other = new Watch(bed.client(), { query: PLACED });
    await other.opened();
    one.close();
    await one.over();
    await bed.publish('OrderPlaced', placed('ada-1'));
    await other.next();
    expect(one.received).toEqual([]);
  });
});
