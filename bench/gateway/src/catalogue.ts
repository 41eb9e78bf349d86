import type { GraphQLResolverMap } from '@apollo/subgraph';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3",
  import: ["@key", "@external", "@requires", "@shareable"])
`;

const users = Array.from({ length: 6 }, (_, i) => ({
  id: `${i + 1}`,
  name: `User ${i + 1}`,
  username: `u${i + 1}`,
}));
const products = Array.from({ length: 9 }, (_, i) => ({
  upc: `${i + 1}`,
  name: `P${i + 1}`,
  price: (i + 1) * 100,
  weight: (i + 1) * 10,
}));
const reviews = Array.from({ length: 11 }, (_, i) => ({
  id: `${i + 1}`,
  body: `Review body number ${i}`,
  author: { __typename: 'User', id: `${(i % 4) + 1}` },
  product: { __typename: 'Product', upc: `${(i % 5) + 1}` },
}));

type User = (typeof users)[number];
type Product = (typeof products)[number];
type Resolvers = GraphQLResolverMap<unknown>;

/** A service of the shop. */
export interface Service {
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

/** Four services. `turn` changes no answer: it tells requests apart that would be identical otherwise. */
export const services: Readonly<Record<string, Service>> = {
  accounts: {
    sdl: `${LINK}
type Query { me(turn: Int): User users(turn: Int): [User] }
type User @key(fields: "id") { id: ID! name: String username: String }`,
    resolvers: {
      Query: { me: () => users[0], users: () => users },
      User: { __resolveReference: ({ id }: User) => users.find((user) => user.id === id) },
    },
  },
  inventory: {
    sdl: `${LINK}
type Product @key(fields: "upc") {
  upc: String! weight: Int @external price: Int @external
  inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
}`,
    resolvers: {
      Product: {
        __resolveReference: (product: Product) => ({ ...product, inStock: product.upc !== '3' }),
        shippingEstimate: ({ price, weight }: Product) =>
          price > 1000 ? 0 : Math.round(weight * 0.5),
      },
    },
  },
  products: {
    sdl: `${LINK}
type Query { topProducts(first: Int = 5, turn: Int): [Product] }
type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }`,
    resolvers: {
      Query: {
        topProducts: (_: unknown, { first }: { first: number }) => products.slice(0, first),
      },
      Product: {
        __resolveReference: ({ upc }: Product) => products.find((product) => product.upc === upc),
      },
    },
  },
  reviews: {
    sdl: `${LINK}
type Review @key(fields: "id") { id: ID! body: String author: User product: Product }
type User @key(fields: "id") { id: ID! reviews: [Review] }
type Product @key(fields: "upc") { upc: String! reviews: [Review] }`,
    resolvers: {
      Review: { __resolveReference: ({ id }: User) => reviews.find((review) => review.id === id) },
      User: {
        __resolveReference: (user: User) => user,
        reviews: ({ id }: User) => reviews.filter(({ author }) => author.id === id),
      },
      Product: {
        __resolveReference: (product: Product) => product,
        reviews: ({ upc }: Product) => reviews.filter(({ product }) => product.upc === upc),
      },
    },
  },
};

/** What is asked: by name, in the order of the tables. Each takes one variable, `turn`. */
export const queries = {
  small: `query Small($turn: Int) { me(turn: $turn) { id name } }`,
  middle: `query Middle($turn: Int) {
  me(turn: $turn) { id name reviews { id body product { upc name price inStock } } }
}`,
  deep: `fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }
query Deep($turn: Int) {
  users(turn: $turn) {
    ...U
    reviews { ...R product { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } } }
  }
  topProducts(turn: $turn) {
    ...P
    reviews { ...R author { ...U reviews { ...R product { ...P } } } }
  }
}`,
} as const;

export type QueryName = keyof typeof queries;
