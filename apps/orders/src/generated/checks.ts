// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of orders.

import type { Check, Problem } from '@metamorphosis/core';
import {
  checkOf,
  each,
  expected,
  inside,
  isFields,
  isInt,
  unknownField,
} from '@metamorphosis/core/checks';

const ORDER_STATUS: ReadonlySet<unknown> = new Set([
  'PENDING',
  'CONFIRMED',
  'REFUSED',
  'CANCELLED',
]);

/** What is wrong with the arguments of placeOrder. */
export const checkPlaceOrderArgs: Check = checkOf(placeOrderArgs);

/** What is wrong with a result of placeOrder. */
export const checkPlaceOrderResult: Check = checkOf(placeOrderOutcome);

/** What is wrong with the arguments of cancelOrder. */
export const checkCancelOrderArgs: Check = checkOf(cancelOrderArgs);

/** What is wrong with a result of cancelOrder. */
export const checkCancelOrderResult: Check = checkOf(cancelOrderOutcome);

/** What is wrong with the data of OrderPlaced. */
export const checkOrderPlaced: Check = checkOf(orderPlacedData);

/** What is wrong with the data of OrderStatusChanged. */
export const checkOrderStatusChanged: Check = checkOf(orderStatusChangedData);

function orderLineInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'OrderLineInput', value);
  if (typeof value.productId !== 'string') expected(problems, 'productId', 'ID', value.productId);
  if (!isInt(value.quantity)) expected(problems, 'quantity', 'Int', value.quantity);
  for (const name in value) {
    if (name !== 'productId' && name !== 'quantity') unknownField(problems, name);
  }
}

function placeOrderInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'PlaceOrderInput', value);
  if (typeof value.customerId !== 'string')
    expected(problems, 'customerId', 'ID', value.customerId);
  each(problems, 'lines', '[OrderLineInput!]', value.lines, orderLineInput);
  for (const name in value) {
    if (name !== 'customerId' && name !== 'lines') unknownField(problems, name);
  }
}

function placeOrderArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'PlaceOrderArgs', value);
  inside(problems, 'input', value.input, placeOrderInput);
  for (const name in value) {
    if (name !== 'input') unknownField(problems, name);
  }
}

function orderKey(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Order', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
  for (const name in value) {
    if (name !== '__typename' && name !== 'id') unknownField(problems, name);
  }
}

function tooManyOpenOrders(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'TooManyOpenOrders', value);
  if (!isInt(value.limit)) expected(problems, 'limit', 'Int', value.limit);
  if (!isInt(value.open)) expected(problems, 'open', 'Int', value.open);
}

function placeOrderOutcome(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'PlaceOrderResult', value);
  switch (value.__typename) {
    case 'Order':
      return orderKey(value, problems);
    case 'TooManyOpenOrders':
      return tooManyOpenOrders(value, problems);
    default:
      expected(problems, '__typename', 'Order or TooManyOpenOrders', value.__typename);
  }
}

function cancelOrderInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'CancelOrderInput', value);
  if (typeof value.orderId !== 'string') expected(problems, 'orderId', 'ID', value.orderId);
  for (const name in value) {
    if (name !== 'orderId') unknownField(problems, name);
  }
}

function cancelOrderArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'CancelOrderArgs', value);
  inside(problems, 'input', value.input, cancelOrderInput);
  for (const name in value) {
    if (name !== 'input') unknownField(problems, name);
  }
}

function notCancellable(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'NotCancellable', value);
  if (!ORDER_STATUS.has(value.status)) expected(problems, 'status', 'OrderStatus', value.status);
}

function cancelOrderOutcome(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'CancelOrderResult', value);
  switch (value.__typename) {
    case 'Order':
      return orderKey(value, problems);
    case 'NotCancellable':
      return notCancellable(value, problems);
    default:
      expected(problems, '__typename', 'Order or NotCancellable', value.__typename);
  }
}

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
