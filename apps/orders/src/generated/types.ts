// Generated from the schema by codegen; do not edit.
// The types of orders, as records and handlers carry them.

import type { CustomerId, OrderId, ProductId } from './ids.js';

/** An Order as records carry it: by its key. */
export interface OrderRef {
  readonly __typename?: 'Order';
  /** Names the order for ever. */
  readonly id: OrderId;
}

/** One product of an order. */
export interface OrderLine {
  readonly __typename?: 'OrderLine';
  /** What is ordered; null when there is no such product. */
  readonly product: ProductRef | null;
  /** How many pieces are ordered; at least 1. */
  readonly quantity: number;
  /** The price of one piece in cents; known once the order is CONFIRMED. */
  readonly price: number | null;
}

/**
 * Where an order stands.
 *
 * - `PENDING`: It waits for its stock.
 * - `CONFIRMED`: Its stock is reserved.
 * - `REFUSED`: It cannot be fulfilled.
 * - `CANCELLED`: Its customer took it back.
 */
export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'REFUSED' | 'CANCELLED';

/** A Customer as records carry it: by its key. */
export interface CustomerRef {
  readonly __typename?: 'Customer';
  /** Names the customer for ever. */
  readonly id: CustomerId;
}

/** A Product as records carry it: by its key. */
export interface ProductRef {
  readonly __typename?: 'Product';
  /** Names the product for ever. */
  readonly id: ProductId;
}

/** Published once an order has been accepted. */
export interface OrderPlacedData {
  /** The new order's id. */
  readonly orderId: OrderId;
  /** Who placed it. */
  readonly customerId: CustomerId;
  /** What is ordered. */
  readonly lines: readonly OrderLine[];
  /** The new order. */
  readonly order: OrderRef;
}

/** Published whenever an order's status has changed. */
export interface OrderStatusChangedData {
  /** The order's id. */
  readonly orderId: OrderId;
  /** Who placed it. */
  readonly customerId: CustomerId;
  /** Where the order stands now. */
  readonly status: OrderStatus;
  /** Why it was refused or cancelled, for people to read. */
  readonly reason: string | null;
  /** The price of the whole order in cents; known once it is CONFIRMED. */
  readonly total: number | null;
  /** The order. */
  readonly order: OrderRef;
}

/** What is ordered, and by whom. */
export interface PlaceOrderInput {
  /** Who places the order. */
  readonly customerId: CustomerId;
  /** What is ordered; at least one line. */
  readonly lines: readonly OrderLineInput[];
}

/** One product of an order that is to be placed. */
export interface OrderLineInput {
  /** What is ordered. */
  readonly productId: ProductId;
  /** How many pieces are ordered; at least 1. */
  readonly quantity: number;
}

/** What comes of placing an order. */
export type PlaceOrderResult =
  | (OrderRef & { readonly __typename: 'Order' })
  | (TooManyOpenOrders & { readonly __typename: 'TooManyOpenOrders' });

/** The customer has as many PENDING orders as a customer may have. */
export interface TooManyOpenOrders {
  readonly __typename?: 'TooManyOpenOrders';
  /** How many PENDING orders a customer may have. */
  readonly limit: number;
  /** How many PENDING orders this customer has. */
  readonly open: number;
}

/** Which order is taken back. */
export interface CancelOrderInput {
  /** The order. */
  readonly orderId: OrderId;
}

/** What comes of taking an order back. */
export type CancelOrderResult =
  | (OrderRef & { readonly __typename: 'Order' })
  | (NotCancellable & { readonly __typename: 'NotCancellable' });

/** The order stands where it cannot be taken back any more. */
export interface NotCancellable {
  readonly __typename?: 'NotCancellable';
  /** Where the order stands. */
  readonly status: OrderStatus;
}

/** A page of orders. */
export interface OrderConnection {
  readonly __typename?: 'OrderConnection';
  /** The orders of this page. */
  readonly edges: readonly OrderEdge[];
  /** Where this page stands among the others. */
  readonly pageInfo: PageInfo;
}

/** An order on a page. */
export interface OrderEdge {
  readonly __typename?: 'OrderEdge';
  /** Names this place, for `after`. */
  readonly cursor: string;
  /** The order. */
  readonly node: OrderRef;
}

/** Where a page stands among the others. */
export interface PageInfo {
  readonly __typename?: 'PageInfo';
  /** Whether anything follows this page. */
  readonly hasNextPage: boolean;
  /** Whether anything precedes this page. */
  readonly hasPreviousPage: boolean;
  /** The first place of this page; null when it is empty. */
  readonly startCursor: string | null;
  /** The last place of this page; null when it is empty. */
  readonly endCursor: string | null;
}

/** A customer's order. */
export interface Order {
  readonly __typename?: 'Order';
  /** Names the order for ever. */
  readonly id: OrderId;
  /** Who placed it; null when nobody of that id is registered. */
  readonly customer: CustomerRef | null;
  /** What is ordered. */
  readonly lines: readonly OrderLine[];
  /** Where the order stands. */
  readonly status: OrderStatus;
  /** Why it was refused or cancelled, for people to read. */
  readonly reason: string | null;
  /** The price of the whole order in cents; known once it is CONFIRMED. */
  readonly total: number | null;
}

/** What names an Order when it is loaded. */
export type OrderKey = { readonly id: OrderId };

/** What placeOrder is called with. */
export interface PlaceOrderArgs {
  /** What is ordered, and by whom. */
  readonly input: PlaceOrderInput;
}

/** What comes of placeOrder: entities by key, everything else by value, each with its `__typename`. */
export type PlaceOrderOutcome = PlaceOrderResult;

/** What cancelOrder is called with. */
export interface CancelOrderArgs {
  /** Which order. */
  readonly input: CancelOrderInput;
}

/** What comes of cancelOrder: entities by key, everything else by value, each with its `__typename`. */
export type CancelOrderOutcome = CancelOrderResult;

/** What Query.order is asked with. */
export interface QueryOrderArgs {
  /** Which order. */
  readonly id: string;
}

/** What Customer.orders is asked with. */
export interface CustomerOrdersArgs {
  /** How many to return, at most 100. */
  readonly first?: number | null;
  /** Return what follows this cursor. */
  readonly after?: string | null;
}
