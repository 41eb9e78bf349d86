/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which order is taken back. */
export type CancelOrderInput = {
  /** The order. */
  orderId: string;
};

/** Where a command stands. */
export type CommandState =
  /** It is on the log and waits for its turn. */
  | 'ACCEPTED'
  /** Its handler is at work. */
  | 'STARTED'
  /** Its handler failed in a way that may pass, and will be tried again. */
  | 'RETRYING'
  /** It was carried out. */
  | 'SUCCEEDED'
  /** The domain said no, or it was cancelled or expired; nothing of it took effect. */
  | 'REJECTED'
  /** It was given up after retries and waits for its operators. */
  | 'FAILED';

/** One product of an order that is to be placed. */
export type OrderLineInput = {
  /** What is ordered. */
  productId: string;
  /** How many pieces are ordered; at least 1. */
  quantity: number;
};

/** Where an order stands. */
export type OrderStatus =
  /** It waits for its stock. */
  | 'PENDING'
  /** Its stock is reserved. */
  | 'CONFIRMED'
  /** It cannot be fulfilled. */
  | 'REFUSED'
  /** Its customer took it back. */
  | 'CANCELLED';

/** What is ordered, and by whom. */
export type PlaceOrderInput = {
  /** Who places the order. */
  customerId: string;
  /** What is ordered; at least one line. */
  lines: Array<OrderLineInput>;
};

/** Who is to be registered. */
export type RegisterCustomerInput = {
  /** How the customer wants to be called. */
  name: string;
  /** Where the customer is written to. */
  email: string;
};

/** What came in. */
export type RestockInput = {
  /** The product that came in. */
  productId: string;
  /** How many pieces came in; at least 1. */
  quantity: number;
};

export type ProductsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProductsQuery = { products: { edges: Array<{ node: { id: string, name: string, price: number, inStock: number } }> } };

export type StockChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type StockChangesSubscription = { stockChanged: { productId: string, inStock: number } };

export type CustomersQueryVariables = Exact<{ [key: string]: never; }>;


export type CustomersQuery = { customers: { edges: Array<{ node: { id: string, name: string, email: string } }> } };

export type OrderCardFragment = { id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> };

export type OrdersQueryVariables = Exact<{
  customerId: string;
}>;


export type OrdersQuery = { customer: { orders: { edges: Array<{ node: { id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> } }> } } | null };

export type OrderChangesSubscriptionVariables = Exact<{
  customerId: string;
}>;


export type OrderChangesSubscription = { orderStatusChanged: { order: { id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> } } };

type PlaceOrderOutcome_Order_Fragment = { id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> };

type PlaceOrderOutcome_TooManyOpenOrders_Fragment = { limit: number, open: number };

export type PlaceOrderOutcomeFragment =
  | PlaceOrderOutcome_Order_Fragment
  | PlaceOrderOutcome_TooManyOpenOrders_Fragment
;

export type RegisterCustomerCommandMutationVariables = Exact<{
  input: RegisterCustomerInput;
  idempotencyKey?: string | null | undefined;
}>;


export type RegisterCustomerCommandMutation = { registerCustomer:
    | { __typename: 'Customer', id: string, name: string, email: string }
    | { __typename: 'EmailTaken', email: string }
   };

export type SubmitRegisterCustomerMutationVariables = Exact<{
  input: RegisterCustomerInput;
  idempotencyKey?: string | null | undefined;
}>;


export type SubmitRegisterCustomerMutation = { registerCustomerAsync: { commandId: string, acceptedAt: string, state: CommandState } };

export type RegisterCustomerUpdatesSubscriptionVariables = Exact<{
  commandId: string;
}>;


export type RegisterCustomerUpdatesSubscription = { registerCustomerResult: { commandId: string, state: CommandState, progress: unknown, at: string, error: { code: string, message: string } | null, result:
      | { __typename: 'Customer', id: string, name: string, email: string }
      | { __typename: 'EmailTaken', email: string }
     | null } | null };

export type RestockCommandMutationVariables = Exact<{
  input: RestockInput;
  idempotencyKey?: string | null | undefined;
}>;


export type RestockCommandMutation = { restock: { __typename: 'Product', id: string, name: string, price: number, inStock: number } };

export type SubmitRestockMutationVariables = Exact<{
  input: RestockInput;
  idempotencyKey?: string | null | undefined;
}>;


export type SubmitRestockMutation = { restockAsync: { commandId: string, acceptedAt: string, state: CommandState } };

export type RestockUpdatesSubscriptionVariables = Exact<{
  commandId: string;
}>;


export type RestockUpdatesSubscription = { restockResult: { commandId: string, state: CommandState, progress: unknown, at: string, error: { code: string, message: string } | null, result: { __typename: 'Product', id: string, name: string, price: number, inStock: number } | null } | null };

export type PlaceOrderCommandMutationVariables = Exact<{
  input: PlaceOrderInput;
  idempotencyKey?: string | null | undefined;
}>;


export type PlaceOrderCommandMutation = { placeOrder:
    | { __typename: 'Order', id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> }
    | { __typename: 'TooManyOpenOrders', limit: number, open: number }
   };

export type SubmitPlaceOrderMutationVariables = Exact<{
  input: PlaceOrderInput;
  idempotencyKey?: string | null | undefined;
}>;


export type SubmitPlaceOrderMutation = { placeOrderAsync: { commandId: string, acceptedAt: string, state: CommandState } };

export type PlaceOrderUpdatesSubscriptionVariables = Exact<{
  commandId: string;
}>;


export type PlaceOrderUpdatesSubscription = { placeOrderResult: { commandId: string, state: CommandState, progress: unknown, at: string, error: { code: string, message: string } | null, result:
      | { __typename: 'Order', id: string, status: OrderStatus, reason: string | null, total: number | null, lines: Array<{ quantity: number, product: { id: string, name: string } | null }> }
      | { __typename: 'TooManyOpenOrders', limit: number, open: number }
     | null } | null };

export type CancelOrderCommandMutationVariables = Exact<{
  input: CancelOrderInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CancelOrderCommandMutation = { cancelOrder:
    | { __typename: 'Order', id: string, status: OrderStatus, reason: string | null, total: number | null }
    | { __typename: 'NotCancellable', status: OrderStatus }
   };

export type SubmitCancelOrderMutationVariables = Exact<{
  input: CancelOrderInput;
  idempotencyKey?: string | null | undefined;
}>;


export type SubmitCancelOrderMutation = { cancelOrderAsync: { commandId: string, acceptedAt: string, state: CommandState } };

export type CancelOrderUpdatesSubscriptionVariables = Exact<{
  commandId: string;
}>;


export type CancelOrderUpdatesSubscription = { cancelOrderResult: { commandId: string, state: CommandState, progress: unknown, at: string, error: { code: string, message: string } | null, result:
      | { __typename: 'Order', id: string, status: OrderStatus, reason: string | null, total: number | null }
      | { __typename: 'NotCancellable', status: OrderStatus }
     | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const OrderCardFragmentDoc = new TypedDocumentString(`
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}
    `, {"fragmentName":"OrderCard"}) as unknown as TypedDocumentString<OrderCardFragment, unknown>;
export const PlaceOrderOutcomeFragmentDoc = new TypedDocumentString(`
    fragment PlaceOrderOutcome on PlaceOrderResult {
  ... on Order {
    ...OrderCard
  }
  ... on TooManyOpenOrders {
    limit
    open
  }
}
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}`, {"fragmentName":"PlaceOrderOutcome"}) as unknown as TypedDocumentString<PlaceOrderOutcomeFragment, unknown>;
export const ProductsDocument = new TypedDocumentString(`
    query Products {
  products(first: 100) {
    edges {
      node {
        id
        name
        price
        inStock
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ProductsQuery, ProductsQueryVariables>;
export const StockChangesDocument = new TypedDocumentString(`
    subscription StockChanges {
  stockChanged {
    productId
    inStock
  }
}
    `) as unknown as TypedDocumentString<StockChangesSubscription, StockChangesSubscriptionVariables>;
export const CustomersDocument = new TypedDocumentString(`
    query Customers {
  customers(first: 100) {
    edges {
      node {
        id
        name
        email
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;
export const OrdersDocument = new TypedDocumentString(`
    query Orders($customerId: ID!) {
  customer(id: $customerId) {
    orders(first: 10) {
      edges {
        node {
          ...OrderCard
        }
      }
    }
  }
}
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<OrdersQuery, OrdersQueryVariables>;
export const OrderChangesDocument = new TypedDocumentString(`
    subscription OrderChanges($customerId: ID!) {
  orderStatusChanged(customerId: $customerId) {
    order {
      ...OrderCard
    }
  }
}
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<OrderChangesSubscription, OrderChangesSubscriptionVariables>;
export const RegisterCustomerCommandDocument = new TypedDocumentString(`
    mutation RegisterCustomerCommand($input: RegisterCustomerInput!, $idempotencyKey: ID) {
  registerCustomer(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Customer {
      id
      name
      email
    }
    ... on EmailTaken {
      email
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterCustomerCommandMutation, RegisterCustomerCommandMutationVariables>;
export const SubmitRegisterCustomerDocument = new TypedDocumentString(`
    mutation SubmitRegisterCustomer($input: RegisterCustomerInput!, $idempotencyKey: ID) {
  registerCustomerAsync(input: $input, idempotencyKey: $idempotencyKey) {
    commandId
    acceptedAt
    state
  }
}
    `) as unknown as TypedDocumentString<SubmitRegisterCustomerMutation, SubmitRegisterCustomerMutationVariables>;
export const RegisterCustomerUpdatesDocument = new TypedDocumentString(`
    subscription RegisterCustomerUpdates($commandId: ID!) {
  registerCustomerResult(commandId: $commandId) {
    commandId
    state
    progress
    at
    error {
      code
      message
    }
    result {
      __typename
      ... on Customer {
        id
        name
        email
      }
      ... on EmailTaken {
        email
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RegisterCustomerUpdatesSubscription, RegisterCustomerUpdatesSubscriptionVariables>;
export const RestockCommandDocument = new TypedDocumentString(`
    mutation RestockCommand($input: RestockInput!, $idempotencyKey: ID) {
  restock(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Product {
      id
      name
      price
      inStock
    }
  }
}
    `) as unknown as TypedDocumentString<RestockCommandMutation, RestockCommandMutationVariables>;
export const SubmitRestockDocument = new TypedDocumentString(`
    mutation SubmitRestock($input: RestockInput!, $idempotencyKey: ID) {
  restockAsync(input: $input, idempotencyKey: $idempotencyKey) {
    commandId
    acceptedAt
    state
  }
}
    `) as unknown as TypedDocumentString<SubmitRestockMutation, SubmitRestockMutationVariables>;
export const RestockUpdatesDocument = new TypedDocumentString(`
    subscription RestockUpdates($commandId: ID!) {
  restockResult(commandId: $commandId) {
    commandId
    state
    progress
    at
    error {
      code
      message
    }
    result {
      __typename
      ... on Product {
        id
        name
        price
        inStock
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RestockUpdatesSubscription, RestockUpdatesSubscriptionVariables>;
export const PlaceOrderCommandDocument = new TypedDocumentString(`
    mutation PlaceOrderCommand($input: PlaceOrderInput!, $idempotencyKey: ID) {
  placeOrder(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...PlaceOrderOutcome
  }
}
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}
fragment PlaceOrderOutcome on PlaceOrderResult {
  ... on Order {
    ...OrderCard
  }
  ... on TooManyOpenOrders {
    limit
    open
  }
}`) as unknown as TypedDocumentString<PlaceOrderCommandMutation, PlaceOrderCommandMutationVariables>;
export const SubmitPlaceOrderDocument = new TypedDocumentString(`
    mutation SubmitPlaceOrder($input: PlaceOrderInput!, $idempotencyKey: ID) {
  placeOrderAsync(input: $input, idempotencyKey: $idempotencyKey) {
    commandId
    acceptedAt
    state
  }
}
    `) as unknown as TypedDocumentString<SubmitPlaceOrderMutation, SubmitPlaceOrderMutationVariables>;
export const PlaceOrderUpdatesDocument = new TypedDocumentString(`
    subscription PlaceOrderUpdates($commandId: ID!) {
  placeOrderResult(commandId: $commandId) {
    commandId
    state
    progress
    at
    error {
      code
      message
    }
    result {
      __typename
      ...PlaceOrderOutcome
    }
  }
}
    fragment OrderCard on Order {
  id
  status
  reason
  total
  lines {
    quantity
    product {
      id
      name
    }
  }
}
fragment PlaceOrderOutcome on PlaceOrderResult {
  ... on Order {
    ...OrderCard
  }
  ... on TooManyOpenOrders {
    limit
    open
  }
}`) as unknown as TypedDocumentString<PlaceOrderUpdatesSubscription, PlaceOrderUpdatesSubscriptionVariables>;
export const CancelOrderCommandDocument = new TypedDocumentString(`
    mutation CancelOrderCommand($input: CancelOrderInput!, $idempotencyKey: ID) {
  cancelOrder(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ... on Order {
      id
      status
      reason
      total
    }
    ... on NotCancellable {
      status
    }
  }
}
    `) as unknown as TypedDocumentString<CancelOrderCommandMutation, CancelOrderCommandMutationVariables>;
export const SubmitCancelOrderDocument = new TypedDocumentString(`
    mutation SubmitCancelOrder($input: CancelOrderInput!, $idempotencyKey: ID) {
  cancelOrderAsync(input: $input, idempotencyKey: $idempotencyKey) {
    commandId
    acceptedAt
    state
  }
}
    `) as unknown as TypedDocumentString<SubmitCancelOrderMutation, SubmitCancelOrderMutationVariables>;
export const CancelOrderUpdatesDocument = new TypedDocumentString(`
    subscription CancelOrderUpdates($commandId: ID!) {
  cancelOrderResult(commandId: $commandId) {
    commandId
    state
    progress
    at
    error {
      code
      message
    }
    result {
      __typename
      ... on Order {
        id
        status
        reason
        total
      }
      ... on NotCancellable {
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CancelOrderUpdatesSubscription, CancelOrderUpdatesSubscriptionVariables>;