import { describe, expect, it } from 'vitest';
import { composeLocally, eventsSubgraphOf, type EngineOptions } from '@metamorphosis/federation';
import { CUSTOMERS, ORDERS, ORDERS_EVENTS, startShop } from '../testing/shop.js';
import { startGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

type Source = Exclude<EngineOptions['supergraph'], string>;

async function compose(orders: string, customers: string, events = ORDERS_EVENTS): Promise<string> {
  const source = composeLocally([
    { name: 'customers', url: customers, sdl: CUSTOMERS },
    { name: 'orders', url: orders, sdl: ORDERS },
    { name: eventsSubgraphOf('orders'), url: 'board:orders', sdl: events },
  ]);
  const hooks = { update: () => undefined, healthCheck: () => Promise.resolve() };
  return (await source.initialize({ ...hooks, getDataSource: () => undefined as never }))
    .supergraphSdl;
}

const QUERY = `subscription { orderPlaced { orderId order { total customer { name } } } }`;
const placed = (orderId: string): Record<string, unknown> => ({
  orderId,
  customerId: 'ada',
  order: { id: orderId },
});

describe('a live subscription', () => {
  it('goes on over a reload, with the plan that its document has now', async () => {
    await using other = await startShop();
    let update: (sdl: string) => void = () => undefined;
    const first = await startShop();
    const source: Source = {
      initialize: async (hooks) => {
        update = hooks.update;
        return { supergraphSdl: await compose(first.orders.url, first.customers.url) };
      },
    };
    const bed = await startGateway({ source: { kind: 'supergraph', supergraph: source } });
    const watch = new Watch(bed.client(), { query: QUERY });
    await watch.opened();
    await bed.publish('OrderPlaced', placed('ada-1'));
    await watch.next();
    // The services moved: what was there before does not answer any more.
    const reloaded = new Promise<void>((resolve) => bed.gateway.engine.onReload(resolve));
    update(await compose(other.orders.url, other.customers.url));
    await reloaded;
    await first[Symbol.asyncDispose]();
    await bed.publish('OrderPlaced', placed('ada-2'));
    expect(await watch.next()).toMatchObject({
      data: { orderPlaced: { orderId: 'ada-2', order: { customer: { name: 'Ada' } } } },
    });
    expect(other.orders.received).toHaveLength(1);
  });

  it('ends with the reason when its document means nothing any more', async () => {
    await using shop = await startShop();
    let update: (sdl: string) => void = () => undefined;
    const source: Source = {
      initialize: async (hooks) => {
        update = hooks.update;
        return { supergraphSdl: await compose(shop.orders.url, shop.customers.url) };
      },
    };
    const bed = await startGateway({ source: { kind: 'supergraph', supergraph: source } });
    const gone = new Watch(bed.client(), { query: 'subscription { orderCancelled { reason } }' });
    const stays = new Watch(bed.client(), { query: QUERY });
    await Promise.all([gone.opened(), stays.opened()]);
    const without = ORDERS_EVENTS.replace(/ {2}orderCancelled: .*\n/, '');
    update(await compose(shop.orders.url, shop.customers.url, without));
    expect(await gone.over()).toEqual([
      expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
    ]);
    await bed.publish('OrderPlaced', placed('ada-1'));
    expect((await stays.next()).data).toMatchObject({ orderPlaced: { orderId: 'ada-1' } });
  });

  it('goes on while services move', async () => {
    const bed = await startGateway();
    const watch = new Watch(bed.client(), { query: QUERY });
    await watch.opened();
    await using other = await startShop();
    await bed.gateway.serve(
      [other.customers, other.orders].map(({ name, url }) => ({ name, url })),
    );
    await bed.shop[Symbol.asyncDispose]();
    await bed.publish('OrderPlaced', placed('ada-1'));
    expect(await watch.next()).toMatchObject({
      data: { orderPlaced: { orderId: 'ada-1', order: { customer: { name: 'Ada' } } } },
    });
    const nowhere = [{ name: 'orders', url: 'http://127.0.0.1:9/graphql' }];
    await expect(bed.gateway.serve(nowhere)).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
    });
    expect(await bed.query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('stays with a supergraph that is not made of services', async () => {
    await using shop = await startShop();
    const supergraph = await compose(shop.orders.url, shop.customers.url);
    const bed = await startGateway({ source: { kind: 'supergraph', supergraph } });
    await expect(bed.gateway.serve([])).rejects.toThrow(/not made of services/);
  });
});
