// Generated from the schema by codegen; do not edit.
// Events of inventory, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import type { OrderId, ProductId } from '../ids.js';
import { checkStockChanged, checkStockReserved, checkStockShort } from './inventory.checks.js';

/** Published when every line of an order has been reserved. */
export const StockReserved: ForeignEventDefinition<'StockReserved', StockReservedData> = {
  foreign: true,
  service: 'inventory',
  name: 'StockReserved',
  type: 'inventory.StockReserved',
  keyOf: (data) => data.orderId,
  check: checkStockReserved,
};

/** Published when an order cannot be fulfilled; none of its lines is reserved then. */
export const StockShort: ForeignEventDefinition<'StockShort', StockShortData> = {
  foreign: true,
  service: 'inventory',
  name: 'StockShort',
  type: 'inventory.StockShort',
  keyOf: (data) => data.orderId,
  check: checkStockShort,
};

/** Published whenever the stock of a product has changed. */
export const StockChanged: ForeignEventDefinition<'StockChanged', StockChangedData> = {
  foreign: true,
  service: 'inventory',
  name: 'StockChanged',
  type: 'inventory.StockChanged',
  keyOf: (data) => data.productId,
  check: checkStockChanged,
};

/** A Product as records carry it: by its key. */
export interface ProductRef {
  readonly __typename?: 'Product';
  /** Names the product for ever. */
  readonly id: ProductId;
}

/** Published when every line of an order has been reserved. */
export interface StockReservedData {
  /** The order that the pieces are reserved for. */
  readonly orderId: OrderId;
  /** What is reserved, line by line as ordered. */
  readonly lines: readonly ReservedLine[];
}

/** A line of an order whose pieces are reserved. */
export interface ReservedLine {
  readonly __typename?: 'ReservedLine';
  /** The product that was ordered. */
  readonly productId: ProductId;
  /** How many pieces are reserved. */
  readonly quantity: number;
  /** The price of one piece at the time of the reservation, in cents. */
  readonly price: number;
}

/** Published when an order cannot be fulfilled; none of its lines is reserved then. */
export interface StockShortData {
  /** The order that cannot be fulfilled. */
  readonly orderId: OrderId;
  /** What is missing, for people to read. */
  readonly reason: string;
}

/** Published whenever the stock of a product has changed. */
export interface StockChangedData {
  /** The product whose stock changed. */
  readonly productId: ProductId;
  /** How many pieces can be ordered now. */
  readonly inStock: number;
  /** The product whose stock changed. */
  readonly product: ProductRef;
}
