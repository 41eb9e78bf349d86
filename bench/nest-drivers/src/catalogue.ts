import DataLoader from 'dataloader';
import type { EntityDefinition, ServiceDefinition } from '@metamorphosis/core';

/** The subgraph that every contender serves. */
export const SDL = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Product @key(fields: "id") {
    id: ID!
    name: String!
    price: Int!
    inStock: Int!
  }
  type Query {
    product(id: ID!): Product
  }
`;

interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly inStock: number;
}

const products = new Map<string, Product>(
  Array.from({ length: 1000 }, (_, index) => {
    const id = `p${index}`;
    return [id, { id, name: `Product ${index}`, price: index * 100, inStock: index % 7 }];
  }),
);

/** All keys of a request at once, as a database would be asked. */
function load(keys: readonly { readonly id: string }[]): Promise<(Product | null)[]> {
  return Promise.resolve(keys.map(({ id }) => products.get(id) ?? null));
}

/** The context of one request to a rival: a loader, so that its keys meet. */
export interface BenchContext {
  readonly products: DataLoader<string, Product | null>;
}

export function newContext(): BenchContext {
  return { products: new DataLoader((ids) => load(ids.map((id) => ({ id })))) };
}

/** The same resolvers for every contender that takes resolvers. */
export const resolvers = {
  Query: { product: (_root: unknown, { id }: { id: string }) => products.get(id) ?? null },
  Product: {
    __resolveReference: ({ id }: { id: string }, { products: loader }: BenchContext) =>
      loader.load(id),
  },
};

const product: EntityDefinition = {
  name: 'Product',
  keys: [['id']],
  resolvedFields: [],
  loads: true,
};

/** The same subgraph as a service of this platform declares it. */
export const definition: ServiceDefinition = {
  name: 'catalogue',
  subgraphSdl: SDL,
  eventsSdl: '',
  commands: [],
  events: [],
  queries: ['product'],
  entities: [product],
};

/** The same resolvers as the parts of such a service. */
export const parts = {
  queries: { product: ({ id }: { id: string }) => products.get(id) ?? null },
  entities: { Product: { load } },
  commands: {},
};

const ids = Array.from({ length: 30 }, (_, index) => `p${index * 31}`);

/** What is asked: the two shapes that a gateway sends most. */
export const REQUESTS = {
  'one field': {
    query: 'query ($id: ID!) { product(id: $id) { name } }',
    variables: { id: 'p1' },
  },
  '_entities, 30 keys': {
    query:
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Product { name price inStock } } }',
    variables: { representations: ids.map((id) => ({ __typename: 'Product', id })) },
  },
} as const;
