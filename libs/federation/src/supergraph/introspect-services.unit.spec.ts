import { describe, expect, it, vi } from 'vitest';
import { silentLogger, type Logger } from '@metamorphosis/core';
import { createEngine } from '../engine/federation-engine.js';
import { AbsentSubgraph } from '../subgraph/absent-subgraph.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import { introspectServices } from './introspect-services.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])`;
const SDL = `${LINK}\ntype Query { order: String }`;
const EVENTS = `${LINK}
  @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@subscribe"]) @composeDirective(name: "@subscribe")
directive @subscribe(to: String) on FIELD_DEFINITION
type OrderPlaced { id: ID! }
type Subscription { orderPlaced: OrderPlaced! @subscribe }`;

const board = { 'board:': (name: string) => new AbsentSubgraph(name) };

describe('services that run', () => {
  it('are composed with the subscriptions that the board feeds, and with subgraphs at hand', async () => {
    await using orders = await SubgraphServer.start('orders', SDL, {}, EVENTS);
    await using plain = await SubgraphServer.start(
      'plain',
      `${LINK}\ntype Query { plain: Int }`,
      {},
    );
    const supergraph = introspectServices({
      services: [orders, plain].map(({ name, url }) => ({ name, url })),
      own: [{ name: 'own', url: 'board:own', sdl: `${LINK}\ntype Query { own: Int }` }],
      logger: silentLogger,
      pollIntervalMs: 0,
    });
    await using engine = await createEngine({ supergraph, clients: board });
    expect(Object.keys(engine.schema.getQueryType()?.getFields() ?? {}).sort()).toEqual([
      'order',
      'own',
      'plain',
    ]);
    expect(Object.keys(engine.schema.getSubscriptionType()?.getFields() ?? {})).toEqual([
      'orderPlaced',
    ]);
    expect(engine.schema.getDirective('subscribe')).toBeUndefined();
  });

  it('are waited for, by name', async () => {
    await using orders = await SubgraphServer.start('orders', SDL, {}, EVENTS);
    const waited: string[] = [];
    const logger: Logger = {
      ...silentLogger,
      warn: (facts, message) => {
        waited.push(`${message}: ${JSON.stringify(facts)}`);
        orders.override = undefined;
      },
    };
    orders.override = { status: 503, body: 'starting' };
    const services = [{ name: 'orders', url: orders.url }];
    const supergraph = introspectServices({ services, logger, pollIntervalMs: 0, patienceMs: 0 });
    await using engine = await createEngine({ supergraph, clients: board });
    expect(engine.schema.getQueryType()?.getFields()).toHaveProperty('order');
    expect(waited).toEqual([expect.stringContaining(orders.url)]);
  });

  it('are waited for until the gateway is to stop', async () => {
    const stopping = new AbortController();
    const supergraph = introspectServices({
      services: [{ name: 'orders', url: 'http://127.0.0.1:9/graphql' }],
      logger: silentLogger,
      signal: stopping.signal,
    });
    const opened = createEngine({ supergraph, clients: board });
    stopping.abort();
    await expect(opened).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('are composed anew when one of them changes', async () => {
    await using before = await SubgraphServer.start('orders', SDL, {});
    const supergraph = introspectServices({
      services: [{ name: 'orders', url: before.url }],
      logger: silentLogger,
      pollIntervalMs: 10,
    });
    await using engine = await createEngine({ supergraph, clients: board });
    const reloaded = new Promise<void>((resolve) => engine.onReload(resolve));
    const serve = (sdl: string): void => {
      before.answer = () => ({ data: { _service: { sdl } } });
    };
    serve(`${SDL} extend type Query { more: Int }`);
    await reloaded;
    expect(engine.schema.getQueryType()?.getFields()).toHaveProperty('more');

    serve(`${SDL} extend type Query { broken: Nothing }`);
    await vi.waitFor(() => expect(engine.status().refused?.reason).toContain('Nothing'));
    expect(engine.schema.getQueryType()?.getFields()).toHaveProperty('more');
    serve(SDL);
    await vi.waitFor(() => expect(engine.status().refused).toBeUndefined());
    expect(engine.schema.getQueryType()?.getFields()).not.toHaveProperty('more');
  });

  it('move, and are joined by others: at once, and those before stay where the new ones do not compose', async () => {
    await using orders = await SubgraphServer.start('orders', SDL, {});
    await using moved = await SubgraphServer.start(
      'orders',
      `${LINK}\ntype Query { order: String more: Int }`,
      {},
    );
    await using stock = await SubgraphServer.start(
      'stock',
      `${LINK}\ntype Query { stock: Int }`,
      {},
    );
    const address = ({ name, url }: SubgraphServer) => ({ name, url });
    const supergraph = introspectServices({
      services: [address(orders)],
      logger: silentLogger,
      pollIntervalMs: 0,
    });
    await using engine = await createEngine({ supergraph, clients: board });
    const fields = () => Object.keys(engine.schema.getQueryType()?.getFields() ?? {}).sort();

    await supergraph.serve([address(moved), address(stock)]);
    expect(fields()).toEqual(['more', 'order', 'stock']);

    await using broken = await SubgraphServer.start(
      'broken',
      `${LINK}\ntype Query { order: Int }`,
      {},
    );
    const refused = supergraph.serve([address(moved), address(broken)]);
    await expect(refused).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect(engine.status().refused?.reason).toContain('order');
    const away = { name: 'away', url: 'http://127.0.0.1:9/graphql' };
    await expect(supergraph.serve([away])).rejects.toThrow(/away/);
    expect(fields()).toEqual(['more', 'order', 'stock']);

    await supergraph.serve([address(moved), address(stock)]);
    expect(engine.status().refused).toBeUndefined();
  });
});
