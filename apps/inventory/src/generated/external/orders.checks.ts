// Generated from the schema by codegen; do not edit.
// Says what is wrong with events of orders.

import type { Check, Problem } from '@metamorphosis/core';
import { checkOf, each, expected, inside, isFields, isInt } from '@metamorphosis/core/checks';

const ORDER_STATUS: ReadonlySet<unknown> = new Set([
  'PENDING',
  'CONFIRMED',
  'REFUSED',
  'CANCELLED',
]);

/** What is wrong with the data of OrderPlaced. */
export const checkOrderPlaced: Check = checkOf(orderPlacedData);

/** What is wrong with the data of OrderStatusChanged. */
export const checkOrderStatusChanged: Check = checkOf(orderStatusChangedData);

function productRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Product', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

function orderLine(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OrderLine', value);
  if (value.product != null) inside(problems, 'product', value.product, productRef);
  if (!isInt(value.quantity)) expected(problems, 'quantity', 'Int', value.quantity);
  if (value.price != null && !isInt(value.price)) expected(problems, 'price', 'Int', value.price);
}

function orderRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Order', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

function orderPlacedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OrderPlaced', value);
  if (typeof value.orderId !== 'string') expected(problems, 'orderId', 'ID', value.orderId);
  if (typeof value.customerId !== 'string')
    expected(problems, 'customerId', 'ID', value.customerId);
  each(problems, 'lines', '[OrderLine!]', value.lines, orderLine);
  inside(problems, 'order', value.order, orderRef);
}

function orderStatusChangedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OrderStatusChanged', value);
  if (typeof value.orderId !== 'string') expected(problems, 'orderId', 'ID', value.orderId);
  if (typeof value.customerId !== 'string')
    expected(problems, 'customerId', 'ID', value.customerId);
  if (!ORDER_STATUS.has(value.status)) expected(problems, 'status', 'OrderStatus', value.status);
  if (value.reason != null && typeof value.reason !== 'string')
    expected(problems, 'reason', 'String', value.reason);
  if (value.total != null && !isInt(value.total)) expected(problems, 'total', 'Int', value.total);
  inside(problems, 'order', value.order, orderRef);
}
