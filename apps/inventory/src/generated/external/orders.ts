// Generated from the schema by codegen; do not edit.
// Events of orders, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import type { CustomerId, OrderId, ProductId } from '../ids.js';
import { checkOrderPlaced, checkOrderStatusChanged } from './orders.checks.js';

/** Published once an order has been accepted. */
export const OrderPlaced: ForeignEventDefinition<'OrderPlaced', OrderPlacedData> = {
  foreign: true,
  service: 'orders',
  name: 'OrderPlaced',
  type: 'orders.OrderPlaced',
  keyOf: (data) => data.orderId,
  check: checkOrderPlaced,
};

/** Published whenever an order's status has changed. */
export const OrderStatusChanged: ForeignEventDefinition<
  'OrderStatusChanged',
  OrderStatusChangedData
> = {
  foreign: true,
  service: 'orders',
  name: 'OrderStatusChanged',
  type: 'orders.OrderStatusChanged',
  keyOf: (data) => data.orderId,
  check: checkOrderStatusChanged,
};

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
  readonly product?: ProductRef | null;
  /** How many pieces are ordered; at least 1. */
  readonly quantity: number;
  /** The price of one piece in cents; known once the order is CONFIRMED. */
  readonly price?: number | null;
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
  readonly reason?: string | null;
  /** The price of the whole order in cents; known once it is CONFIRMED. */
  readonly total?: number | null;
  /** The order. */
  readonly order: OrderRef;
}
