import { federationOne } from './federation-one.js';
import type { World } from './world.js';

// As `@apollo/federation` 0.x composes the same services: core 0.1, join 0.1, owners of types.
const SUPERGRAPH = `
schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") {
  query: Query
}
directive @core(feature: String!) repeatable on SCHEMA
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet) on FIELD_DEFINITION
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT | INTERFACE
directive @join__owner(graph: join__Graph!) on OBJECT | INTERFACE
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
scalar join__FieldSet
enum join__Graph {
  ACCOUNTS @join__graph(name: "accounts", url: "world:accounts")
  PRODUCTS @join__graph(name: "products", url: "world:products")
  REVIEWS @join__graph(name: "reviews", url: "world:reviews")
}
type Query {
  me: User @join__field(graph: ACCOUNTS)
  users(first: Int = 2): [User] @join__field(graph: ACCOUNTS)
  product(id: ID!): Product @join__field(graph: PRODUCTS)
  products: [Product!]! @join__field(graph: PRODUCTS)
  latest: [Review!]! @join__field(graph: REVIEWS)
}
type User
  @join__owner(graph: ACCOUNTS)
  @join__type(graph: ACCOUNTS, key: "id") @join__type(graph: ACCOUNTS, key: "code")
  @join__type(graph: PRODUCTS, key: "id") @join__type(graph: REVIEWS, key: "id") {
  id: ID! @join__field(graph: ACCOUNTS)
  code: String @join__field(graph: ACCOUNTS)
  name(short: Boolean): String @join__field(graph: ACCOUNTS)
  address: Address @join__field(graph: ACCOUNTS)
  sells: [Product] @join__field(graph: PRODUCTS)
  reviews(first: Int = 2): [Review!] @join__field(graph: REVIEWS)
}
type Address { street: String city: String! }
type Product
  @join__owner(graph: PRODUCTS)
  @join__type(graph: PRODUCTS, key: "sku") @join__type(graph: REVIEWS, key: "sku") {
  sku: String! @join__field(graph: PRODUCTS)
  id: ID! @join__field(graph: PRODUCTS)
  name: String @join__field(graph: PRODUCTS)
  price: Int @join__field(graph: PRODUCTS)
  weight: Int @join__field(graph: PRODUCTS)
  seller: User @join__field(graph: PRODUCTS)
  dimensions: Dimensions @join__field(graph: PRODUCTS)
  reviews: [Review] @join__field(graph: REVIEWS)
  shipping: Int @join__field(graph: REVIEWS, requires: "weight price")
}
type Dimensions { width: Int height: Int }
type Review @join__owner(graph: REVIEWS) @join__type(graph: REVIEWS, key: "id") {
  id: ID! @join__field(graph: REVIEWS)
  body: String! @join__field(graph: REVIEWS)
  author: User @join__field(graph: REVIEWS, provides: "code")
  product: Product @join__field(graph: REVIEWS)
  stars: Int @join__field(graph: REVIEWS)
}
`;

/** The services of federation 1, under a supergraph that was composed by its tools. */
export const federationOneSupergraph: World = {
  ...federationOne,
  name: 'a supergraph of federation 1',
  supergraph: SUPERGRAPH,
};
