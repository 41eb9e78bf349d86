// Generated from the schema by codegen; do not edit.
// The events that orders publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkOrderPlaced, checkOrderStatusChanged } from './checks.js';
import type { OrderPlacedData, OrderStatusChangedData } from './types.js';

/** Published once an order has been accepted. */
export const OrderPlaced: EventDefinition<'OrderPlaced', OrderPlacedData> = {
  service: 'orders',
  name: 'OrderPlaced',
  type: 'orders.OrderPlaced',
  keyOf: (data) => data.orderId,
  check: checkOrderPlaced,
};

/** Makes an event OrderPlaced, to be published by a handler. */
export function orderPlaced(data: OrderPlacedData): NewEvent<'OrderPlaced', OrderPlacedData> {
  return newEvent(OrderPlaced, data);
}

/** Published whenever an order's status has changed. */
export const OrderStatusChanged: EventDefinition<'OrderStatusChanged', OrderStatusChangedData> = {
  service: 'orders',
  name: 'OrderStatusChanged',
  type: 'orders.OrderStatusChanged',
  keyOf: (data) => data.orderId,
  check: checkOrderStatusChanged,
};

/** Makes an event OrderStatusChanged, to be published by a handler. */
export function orderStatusChanged(
  data: OrderStatusChangedData,
): NewEvent<'OrderStatusChanged', OrderStatusChangedData> {
  return newEvent(OrderStatusChanged, data);
}
