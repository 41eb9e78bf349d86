import {
  buildSchema,
  isObjectType,
  printSchema,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import {
  bundles,
  customers,
  customersResolvers,
  inventoryResolvers,
  ordersResolvers,
  products,
  weightOf,
  type Overrides,
} from './shop.js';

type Resolver = GraphQLFieldResolver<Record<string, never>, unknown, Record<string, unknown>>;
type Ref = { readonly id: string };

const customerOf = ({ id }: Ref): unknown => customers.find((customer) => customer.id === id);
const itemOf = (ref: Ref | null): unknown =>
  ref && [...products, ...bundles].find(({ id }) => id === ref.id);

/** What the subgraphs do together, in one schema: fields that cross services are looked up at once. */
function resolvers(overrides: Overrides): Record<string, Record<string, unknown>> {
  return {
    Query: { ...customersResolvers.Query, ...inventoryResolvers.Query, ...ordersResolvers.Query },
    Mutation: ordersResolvers.Mutation,
    Customer: {
      ...customersResolvers.Customer,
      orders: ordersResolvers.Customer.orders,
      first: ordersResolvers.Customer.first,
      ...overrides.Customer,
    },
    Product: {
      weight: inventoryResolvers.Product.weight,
      related: inventoryResolvers.Product.related,
      shipping: ({ price }: { price: number | null }) =>
        price === null ? null : price + weightOf('KILO'),
      ...overrides.Product,
    },
    Bundle: { products: inventoryResolvers.Bundle.products },
    Order: {
      customer: ({ customer }: { customer: Ref }) => customerOf(customer),
      top: ({ top }: { top: Ref | null }) => itemOf(top),
      ...overrides.Order,
    },
    OrderLine: { product: ({ product }: { product: Ref }) => itemOf(product) },
  };
}

/** An executable schema like `api` that holds the shop's data itself: what graphql-js makes of a query is right. */
export function monolith(api: GraphQLSchema, overrides: Overrides = {}): GraphQLSchema {
  const schema = buildSchema(printSchema(api));
  for (const [name, fields] of Object.entries(resolvers(overrides))) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const [field, resolve] of Object.entries(fields)) {
      const definition = type.getFields()[field];
      if (definition) definition.resolve = resolve as Resolver;
    }
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('resolveType' in type)) continue;
    type.resolveType = (value: { id?: string; limit?: number }) => {
      if (value.limit !== undefined) return 'TooManyOpenOrders';
      const [kind] = value.id ?? '';
      return { o: 'Order', b: 'Bundle', p: 'Product' }[kind ?? ''] ?? 'Customer';
    };
  }
  return schema;
}
