import { ApolloServer } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { startStandaloneServer } from '@apollo/server/standalone';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import { pricing, startPricing, type Pricing } from '../testing/pricing.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import { apolloServerGateway, type ApolloServerGatewayOptions } from './apollo-server-gateway.js';

interface Bed {
  readonly pricing: Pricing;
  ask(query: string, variables?: object, headers?: object): Promise<Record<string, unknown>>;
  /** Hands the engine another supergraph. */
  update: (sdl: string) => void;
}

async function start(options: Partial<ApolloServerGatewayOptions> = {}): Promise<Bed> {
  const bed = await startPricing();
  onTestFinished(() => bed[Symbol.asyncDispose]());
  const first = await bed.supergraph();
  let update: Bed['update'] = () => undefined;
  const gateway = apolloServerGateway({
    supergraph: {
      initialize: (hooks) => {
        ({ update } = hooks);
        return Promise.resolve({ supergraphSdl: first });
      },
    },
    ...options,
  });
  // It fits the interface as Apollo publishes it.
  const fits: GatewayInterface = gateway;
  const server = new ApolloServer<{ user?: string }>({
    gateway: fits,
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) => Promise.resolve({ user: String(req.headers['x-user']) }),
  });
  onTestFinished(() => server.stop());
  return {
    pricing: bed,
    update: (sdl) => update(sdl),
    ask: async (query, variables = {}, headers = {}) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Record<string, unknown>;
    },
  };
}

describe('the engine in Apollo Server', () => {
  it('answers queries over several subgraphs, with what the server knows of the caller', async () => {
    const { ask, pricing: bed } = await start({
      contextOf: ({ context }) => ({ headers: { 'x-caller': String(context['user']) } }),
    });
    const query = 'query ($id: ID!) { a: product(id: $id) { name } prices __typename }';
    expect(await ask(query, { id: 'p7' }, { 'x-user': 'ada' })).toEqual({
      data: { a: { name: 'Product p7' }, prices: [], __typename: 'Query' },
    });
    expect(bed.products.received[0]?.headers['x-caller']).toBe('ada');
    expect(await ask('{ __type(name: "Product") { kind } }')).toEqual({
      data: { __type: { kind: 'OBJECT' } },
    });
  });

  it('answers with partial data and located errors when a subgraph is away', async () => {
    const { ask, pricing: bed } = await start({ http: { retries: { attempts: 0 } } });
    bed.products.breakOff = true;
    expect(await ask('{ mine: product(id: 1) { name } prices }')).toEqual({
      data: { mine: null, prices: [] },
      errors: [
        {
          message: 'Subgraph products did not answer.',
          path: ['mine'],
          extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) as unknown,
        },
      ],
    });
  });

  it('sends mutations once, and refuses what does not fit', async () => {
    const sdl = 'type Query { a: Int } type Mutation { add(by: Int!): Int! }';
    let total = 0;
    const counter = await SubgraphServer.start('counter', sdl, {
      Mutation: { add: (_: unknown, { by }: { by: number }) => (total += by) },
    });
    onTestFinished(() => counter[Symbol.asyncDispose]());
    const { ask } = await start({
      supergraph: composeLocally([{ name: 'counter', url: counter.url, sdl }]),
    });
    const add = 'mutation ($by: Int!) { add(by: $by) }';
    expect(await ask(add, { by: 2 })).toEqual({ data: { add: 2 } });
    expect(counter.received).toHaveLength(1);
    expect(await ask(add, { by: 'two' })).toEqual({
      errors: [
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) as unknown,
        }),
      ],
    });
    expect(total).toBe(2);
  });

  it('refuses subscriptions with the reason', async () => {
    const { ask } = await start();
    expect(await ask('subscription { priceChanged { amount } }')).toEqual({
      errors: [
        expect.objectContaining({
          extensions: expect.objectContaining({ code: 'BAD_REQUEST' }) as unknown,
        }),
      ],
    });
  });

  it('has the schema of each newer supergraph', async () => {
    const { ask, update, pricing: bed } = await start();
    const query = '{ __type(name: "Product") { fields { name } } }';
    const names = async (): Promise<string> => JSON.stringify(await ask(query));
    expect(await names()).not.toContain('weight');
    const products = pricing.products.replace('name:', 'weight: Int name:');
    update(await bed.supergraph({ products }));
    await vi.waitFor(async () => expect(await names()).toContain('weight'), { timeout: 10_000 });
    // The server itself validates against it.
    expect(await ask('{ product(id: 1) { weight } }')).toMatchObject({
      errors: [{ message: expect.stringContaining('weight') as unknown }],
    });
    expect(bed.products.received).toHaveLength(1);
  });
});
