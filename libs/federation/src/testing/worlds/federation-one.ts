import type { Thing, World } from './world.js';

// As services of federation 1 write it: no @link, `extend type`, fields of values shared at will.
const accounts = `
extend type Query { me: User users(first: Int = 2): [User] }
type User @key(fields: "id") @key(fields: "code") { id: ID! code: String name(short: Boolean): String address: Address }
type Address { street: String city: String! }
`;

const products = `
extend type Query { product(id: ID!): Product products: [Product!]! }
type Product @key(fields: "sku") { sku: String! id: ID! name: String price: Int weight: Int seller: User dimensions: Dimensions }
type Dimensions { width: Int height: Int }
extend type User @key(fields: "id") { id: ID! @external sells: [Product] }
`;

const reviews = `
type Review @key(fields: "id") { id: ID! body: String! author: User @provides(fields: "code") product: Product stars: Int }
extend type User @key(fields: "id") { id: ID! @external code: String @external reviews(first: Int = 2): [Review!] }
extend type Product @key(fields: "sku") { sku: String! @external reviews: [Review] weight: Int @external price: Int @external shipping: Int @requires(fields: "weight price") }
extend type Query { latest: [Review!]! }
`;

const user = (id: string, rest: object): Record<string, unknown> => ({
  __typename: 'User',
  id,
  code: `c-${id}`,
  ...rest,
});
const product = (id: string, rest: object): Record<string, unknown> => ({
  __typename: 'Product',
  id,
  sku: `sku-${id}`,
  ...rest,
});
const address = { __typename: 'Address', street: null, city: 'Bern' };
const u1 = user('u1', { name: 'Ursula', address });
const u2 = user('u2', { name: null, address: null });
const p1 = product('p1', {
  name: 'Lamp',
  price: 10,
  weight: 5,
  seller: u1,
  dimensions: { __typename: 'Dimensions', width: 1, height: null },
});
const p2 = product('p2', { name: null, price: null, weight: 3, seller: null, dimensions: null });
const review = (id: string, author: unknown, about: unknown): Thing => ({
  __typename: 'Review',
  id,
  body: `body ${id}`,
  author,
  product: about,
  stars: 3,
});
const r1 = review('r1', u1, p1);
const r2 = review('r2', u2, p1);
const r3 = review('r3', null, p2);
Object.assign(u1, { sells: [p1, null], reviews: [r1, r1] });
Object.assign(u2, { sells: null, reviews: [r2] });
Object.assign(p1, { reviews: [r1, null, r2] });
Object.assign(p2, { reviews: [r3] });

/** Services that were written for federation 1. */
export const federationOne: World = {
  name: 'federation 1',
  services: { accounts, products, reviews },
  ids: ['u1', 'p1', 'p2', 'r1', 'nobody'],
  loadsInStock: true,
  entities: [u1, u2, p1, p2, r1, r2, r3] as unknown as readonly Thing[],
  query: {
    me: u1,
    users: ({ first }: { first: number }) => [u2, u1].slice(0, first),
    product: ({ id }: { id: string }) => [p1, p2].find((one) => one['id'] === id),
    products: [p2, p1],
    latest: [r3, r2, r1],
  },
  computed: {
    'User.name': ({ name }, { short }) => (short ? String(name).slice(0, 1) : name),
    'User.reviews': ({ reviews: list }, { first }) => (list as unknown[]).slice(0, first as number),
  },
  required: {
    'Product.shipping': ({ weight, price }) =>
      typeof weight === 'number' && typeof price === 'number' ? weight * price : null,
  },
};
