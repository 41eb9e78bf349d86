// Generated from the schema by codegen; do not edit.
// The events that inventory publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkStockChanged, checkStockReserved, checkStockShort } from './checks.js';
import type { StockChangedData, StockReservedData, StockShortData } from './types.js';

/** Published when every line of an order has been reserved. */
export const StockReserved: EventDefinition<'StockReserved', StockReservedData> = {
  service: 'inventory',
  name: 'StockReserved',
  type: 'inventory.StockReserved',
  keyOf: (data) => data.orderId,
  check: checkStockReserved,
};

/** Makes an event StockReserved, to be published by a handler. */
export function stockReserved(
  data: StockReservedData,
): NewEvent<'StockReserved', StockReservedData> {
  return newEvent(StockReserved, data);
}

/** Published when an order cannot be fulfilled; none of its lines is reserved then. */
export const StockShort: EventDefinition<'StockShort', StockShortData> = {
  service: 'inventory',
  name: 'StockShort',
  type: 'inventory.StockShort',
  keyOf: (data) => data.orderId,
  check: checkStockShort,
};

/** Makes an event StockShort, to be published by a handler. */
export function stockShort(data: StockShortData): NewEvent<'StockShort', StockShortData> {
  return newEvent(StockShort, data);
}

/** Published whenever the stock of a product has changed. */
export const StockChanged: EventDefinition<'StockChanged', StockChangedData> = {
  service: 'inventory',
  name: 'StockChanged',
  type: 'inventory.StockChanged',
  keyOf: (data) => data.productId,
  check: checkStockChanged,
};

/** Makes an event StockChanged, to be published by a handler. */
export function stockChanged(data: StockChangedData): NewEvent<'StockChanged', StockChangedData> {
  return newEvent(StockChanged, data);
}
