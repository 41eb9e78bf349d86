import { setMaxListeners } from 'node:events';
import { composeLocally } from '../supergraph/compose-locally.js';
import { serveStreams, type StreamServer } from './stream-server.js';
import { SubgraphServer } from './subgraph-server.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
`;

/** A subgraph that streams by itself. */
const PRICES = `${LINK}
type Query { prices: [Int!]! }
type Subscription {
  priceChanged(productId: ID): PriceChange!
  dropped(productId: ID): PriceChange
}
type PriceChange { amount: Int! note(loud: Boolean = false): String product: Product! }
type Product @key(fields: "id") { id: ID! brand: String! @shareable }
`;

const PRODUCTS = `${LINK}
type Query { product(id: ID!): Product }
type Product @key(fields: "id") { id: ID! name: String! brand: String! @shareable }
`;

/** A price that changed. */
export interface PriceChange {
  readonly amount: number;
  readonly product: { readonly id: string };
}

/** Two foreign subgraphs: one streams, the other knows the products that it speaks of. */
export interface Pricing extends AsyncDisposable {
  readonly prices: SubgraphServer;
  readonly products: SubgraphServer;
  readonly streams: StreamServer;
  /** Tells all that listen just now. */
  publish(amount: number, productId?: string): void;
  /** Ends all subscriptions in good order. */
  complete(): void;
  supergraph(sdl?: { readonly prices?: string; readonly products?: string }): Promise<string>;
}

/** The SDL of both. */
export const pricing = { prices: PRICES, products: PRODUCTS } as const;

/** Starts both on free ports. */
export async function startPricing(): Promise<Pricing> {
  const bus = new EventTarget();
  setMaxListeners(0, bus);
  const subscribe = (): AsyncIterable<PriceChange> => listen(bus);
  const field = {
    subscribe,
    resolve: (change: PriceChange) => (change.amount < 0 ? new Error('No such price.') : change),
  };
  const prices = await SubgraphServer.start('prices', PRICES, {
    Query: { prices: () => [] },
    Subscription: { priceChanged: field, dropped: field },
    PriceChange: {
      note: ({ amount }: PriceChange, { loud }: { loud?: boolean }) =>
        loud === true ? `${amount}!` : `${amount}`,
    },
    Product: { brand: () => 'told by prices' },
  });
  const products = await SubgraphServer.start('products', PRODUCTS, {
    Query: { product: (_: unknown, { id }: { id: string }) => ({ id, name: `Product ${id}` }) },
    Product: {
      __resolveReference: ({ id }: { id: string }) => ({ id, name: `Product ${id}` }),
      brand: () => 'told by products',
    },
  });
  const streams = serveStreams(prices);
  return {
    prices,
    products,
    streams,
    publish: (amount, productId = 'p1') => {
      bus.dispatchEvent(
        new CustomEvent('change', { detail: { amount, product: { id: productId } } }),
      );
    },
    complete: () => void bus.dispatchEvent(new CustomEvent('change')),
    supergraph: async (sdl = {}) => {
      const source = composeLocally([
        { name: 'prices', url: prices.url, sdl: sdl.prices ?? PRICES },
        { name: 'products', url: products.url, sdl: sdl.products ?? PRODUCTS },
      ]);
      const hooks = { update: () => undefined, healthCheck: () => Promise.resolve() };
      return (await source.initialize({ ...hooks, getDataSource: () => undefined as never }))
        .supergraphSdl;
    },
    async [Symbol.asyncDispose]() {
      await streams[Symbol.asyncDispose]();
      await prices[Symbol.asyncDispose]();
      await products[Symbol.asyncDispose]();
    },
  };
}

/** What is told from now on; nothing told ends it. Listens before it is asked for the first value. */
function listen(bus: EventTarget): AsyncIterableIterator<PriceChange> {
  const queue: (PriceChange | null)[] = [];
  let over = false;
  let wake: () => void = () => undefined;
  const heard = (event: Event): void => {
    queue.push((event as CustomEvent<PriceChange | null>).detail);
    wake();
  };
  bus.addEventListener('change', heard);
  const end = (): void => {
    over = true;
    bus.removeEventListener('change', heard);
    wake();
  };
  return {
    async next() {
      while (queue.length === 0 && !over) {
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const value = queue.shift();
      if (over || !value) {
        end();
        return { done: true, value: undefined };
      }
      return { done: false, value };
    },
    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
