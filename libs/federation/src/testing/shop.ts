import type { GraphQLResolverMap } from '@apollo/subgraph';
import type { SubgraphDefinition } from '../supergraph/subgraph-definition.js';
import { SubgraphServer } from './subgraph-server.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@inaccessible", "@requires", "@external", "@provides"])
`;

/** Three services as the platform's examples are, with the shapes that joins stumble over. */
const CUSTOMERS_SDL = `${LINK}
type Query {
  customer(id: ID!): Customer
  customers(first: Int = 10): [Customer!]!
  _commandUpdate(id: ID!): JSON @inaccessible @shareable
}
scalar JSON
interface Node { id: ID! }
type Customer implements Node @key(fields: "id") {
  id: ID!
  name: String!
  email: String
  greeting(language: Language = EN): String
  address: Address
}
type Address { city: String! lines: [String!]! }
enum Language { EN DE }
`;

const INVENTORY_SDL = `${LINK}
type Query {
  product(id: ID!): Product
  products(first: Int = 10): [Product!]!
  item(id: ID!): Item
  search(text: String!): [Item!]!
}
interface Node { id: ID! }
union Item = Product | Bundle
type Product implements Node @key(fields: "id") {
  id: ID!
  name: String!
  price: Int
  weight(unit: Unit = GRAM): Int
  inStock: Int!
  related: [Product!]
}
type Bundle implements Node @key(fields: "id") { id: ID! products: [Product!]! discount: Float }
enum Unit { GRAM KILO }
`;

const ORDERS_SDL = `${LINK}
type Query { order(id: ID!): Order orders(status: OrderStatus): [Order!]! }
type Mutation {
  placeOrder(input: PlaceOrderInput!): PlaceOrderResult!
  note(text: String!): String!
}
input PlaceOrderInput { customerId: ID! lines: [LineInput!]! }
input LineInput { productId: ID! quantity: Int! = 1 }
union PlaceOrderResult = Order | TooManyOpenOrders
type TooManyOpenOrders { limit: Int! open: Int! }
enum OrderStatus { PENDING CONFIRMED SECRET @inaccessible }
interface Node { id: ID! }
type Order implements Node @key(fields: "id") {
  id: ID!
  customer: Customer
  lines: [OrderLine!]!
  status: OrderStatus
  total: Int!
  top: Item
}
type OrderLine { product: Product quantity: Int! }
type Customer @key(fields: "id") { id: ID! orders(first: Int = 2): [Order!]! first: Order }
type Product @key(fields: "id") {
  id: ID!
  price: Int @external
  weight(unit: Unit = GRAM): Int @external
  shipping: Int @requires(fields: "price weight(unit: KILO)")
}
type Bundle @key(fields: "id", resolvable: false) { id: ID! }
union Item = Product | Bundle
enum Unit { GRAM KILO }
`;

export const customers = [
  {
    id: 'ada',
    name: 'Ada',
    email: 'ada@example.org',
    address: { city: 'London', lines: ['1', '2'] },
  },
  { id: 'grace', name: 'Grace', email: null, address: null },
  {
    id: 'alan',
    name: 'Alan',
    email: 'alan@example.org',
    address: { city: 'Bletchley', lines: [] },
  },
];

export const products = ['p1', 'p2', 'p3'].map((id, i) => ({
  id,
  name: `Product ${id}`,
  price: id === 'p3' ? null : (i + 1) * 100,
  inStock: 10 * i,
  related: ['p1', 'p2', 'p3'].filter((other) => other !== id).map((other) => ({ id: other })),
}));

export const bundles = [{ id: 'b1', products: [{ id: 'p1' }, { id: 'p2' }], discount: 0.5 }];

export const orders = [
  {
    id: 'o1',
    customer: 'ada',
    lines: [
      ['p1', 1],
      ['p2', 2],
    ],
    status: 'PENDING',
    total: 500,
    top: 'p2',
  },
  { id: 'o2', customer: 'ada', lines: [['p1', 3]], status: 'CONFIRMED', total: 300, top: 'b1' },
  { id: 'o3', customer: 'grace', lines: [], status: 'CONFIRMED', total: 0, top: null },
] as const;

type Args = Readonly<Record<string, unknown>>;
type Ref = { readonly id: string };

export const weightOf = (unit: unknown): number => (unit === 'KILO' ? 2 : 2000);
const greet = (name: string, language: unknown): string =>
  `${language === 'DE' ? 'Hallo' : 'Hello'} ${name}`;

const findProduct = ({ id }: Ref): unknown => products.find((product) => product.id === id);
const typeOf = ({ id }: Ref): string => (id.startsWith('b') ? 'Bundle' : 'Product');

const orderValue = (order: (typeof orders)[number]): unknown => ({
  ...order,
  __typename: 'Order',
  customer: { id: order.customer },
  lines: order.lines.map(([id, quantity]) => ({ product: { id }, quantity })),
  top: order.top && { id: order.top },
});

export const customersResolvers = {
  Query: {
    customer: (_: unknown, { id }: Args) => customers.find((customer) => customer.id === id),
    customers: (_: unknown, { first }: Args) => customers.slice(0, first as number),
    _commandUpdate: () => null,
  },
  Customer: {
    __resolveReference: ({ id }: Ref) => customers.find((customer) => customer.id === id),
    greeting: ({ name }: { name: string }, { language }: Args) => greet(name, language),
  },
};

export const inventoryResolvers = {
  Query: {
    product: (_: unknown, { id }: Args) => products.find((product) => product.id === id),
    products: (_: unknown, { first }: Args) => products.slice(0, first as number),
    item: (_: unknown, { id }: Args) => [...products, ...bundles].find((item) => item.id === id),
    search: () => [products[0], bundles[0], products[2]],
  },
  Item: { __resolveType: typeOf },
  Node: { __resolveType: typeOf },
  Product: {
    __resolveReference: findProduct,
    weight: (_: unknown, { unit }: Args) => weightOf(unit),
    related: (product: { related: Ref[] }) => product.related.map(findProduct),
  },
  Bundle: {
    __resolveReference: ({ id }: Ref) => bundles.find((bundle) => bundle.id === id),
    products: (bundle: { products: Ref[] }) => bundle.products.map(findProduct),
  },
};

export const ordersResolvers = {
  Query: {
    order: (_: unknown, { id }: Args) =>
      orders.filter((order) => order.id === id).map(orderValue)[0],
    orders: (_: unknown, { status }: Args) =>
      orders.filter((order) => !status || order.status === status).map(orderValue),
  },
  Mutation: {
    placeOrder: (_: unknown, { input }: Args) =>
      (input as { customerId: string }).customerId === 'grace'
        ? { __typename: 'TooManyOpenOrders', limit: 5, open: 5 }
        : orderValue(orders[0]),
    note: (_: unknown, { text }: Args) => text,
  },
  Order: {
    __resolveReference: ({ id }: Ref) => orders.filter((o) => o.id === id).map(orderValue)[0],
  },
  PlaceOrderResult: { __resolveType: (value: { __typename: string }) => value.__typename },
  Item: { __resolveType: typeOf },
  Node: { __resolveType: () => 'Order' },
  Customer: {
    __resolveReference: (ref: Ref) => ref,
    orders: ({ id }: Ref, { first }: Args) =>
      orders
        .filter((order) => order.customer === id)
        .slice(0, first as number)
        .map(orderValue),
    first: ({ id }: Ref) => orders.filter((order) => order.customer === id).map(orderValue)[0],
  },
  Product: {
    __resolveReference: (ref: Ref) => ref,
    shipping: ({ price, weight }: { price?: number | null; weight?: number }) =>
      price === null || price === undefined ? null : price + (weight ?? 0),
  },
};

/** The three subgraphs, running. */
export interface Shop extends AsyncDisposable {
  readonly customers: SubgraphServer;
  readonly inventory: SubgraphServer;
  readonly orders: SubgraphServer;
  readonly all: readonly SubgraphServer[];
  readonly definitions: readonly SubgraphDefinition[];
}

/** Resolvers by type and field that take the place of the usual ones. */
export type Overrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Starts the three subgraphs on free ports. */
export async function startShop(overrides: Overrides = {}): Promise<Shop> {
  const start = (name: string, sdl: string, usual: Overrides): Promise<SubgraphServer> => {
    const declared = (type: string): boolean =>
      type in usual || new RegExp(`type ${type} [^{]*@key`).test(sdl);
    const own = Object.entries(overrides).filter(([type]) => declared(type));
    const merged = own.map(([type, fields]) => {
      // A type stands in several subgraphs; each takes what it declares.
      const body = new RegExp(`type ${type} [^{]*{([^}]*)}`).exec(sdl)?.[1] ?? '';
      const known = Object.entries(fields).filter(([field]) =>
        new RegExp(`\\b${field}\\b`).test(body),
      );
      return [type, { ...usual[type], ...Object.fromEntries(known) }] as const;
    });
    const resolvers = { ...usual, ...Object.fromEntries(merged) };
    return SubgraphServer.start(name, sdl, resolvers as GraphQLResolverMap<unknown>);
  };
  const all = await Promise.all([
    start('customers', CUSTOMERS_SDL, customersResolvers),
    start('inventory', INVENTORY_SDL, inventoryResolvers),
    start('orders', ORDERS_SDL, ordersResolvers),
  ]);
  const [customersServer, inventory, ordersServer] = all;
  return {
    customers: customersServer,
    inventory,
    orders: ordersServer,
    all,
    definitions: all.map(({ name, url, sdl }) => ({ name, url, sdl })),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}
