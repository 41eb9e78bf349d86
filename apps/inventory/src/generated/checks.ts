// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of inventory.

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

/** What is wrong with the arguments of restock. */
export const checkRestockArgs: Check = checkOf(restockArgs);

/** What is wrong with a result of restock. */
export const checkRestockResult: Check = checkOf(productKey);

/** What is wrong with the data of StockReserved. */
export const checkStockReserved: Check = checkOf(stockReservedData);

/** What is wrong with the data of StockShort. */
export const checkStockShort: Check = checkOf(stockShortData);

/** What is wrong with the data of StockChanged. */
export const checkStockChanged: Check = checkOf(stockChangedData);

function restockInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'RestockInput', value);
  if (typeof value.productId !== 'string') expected(problems, 'productId', 'ID', value.productId);
  if (!isInt(value.quantity)) expected(problems, 'quantity', 'Int', value.quantity);
  for (const name in value) {
    if (name !== 'productId' && name !== 'quantity') unknownField(problems, name);
  }
}

function restockArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'RestockArgs', value);
  inside(problems, 'input', value.input, restockInput);
  for (const name in value) {
    if (name !== 'input') unknownField(problems, name);
  }
}

function productKey(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Product', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
  for (const name in value) {
    if (name !== '__typename' && name !== 'id') unknownField(problems, name);
  }
}

function reservedLine(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'ReservedLine', value);
  if (typeof value.productId !== 'string') expected(problems, 'productId', 'ID', value.productId);
  if (!isInt(value.quantity)) expected(problems, 'quantity', 'Int', value.quantity);
  if (!isInt(value.price)) expected(problems, 'price', 'Int', value.price);
}

function stockReservedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'StockReserved', value);
  if (typeof value.orderId !== 'string') expected(problems, 'orderId', 'ID', value.orderId);
  each(problems, 'lines', '[ReservedLine!]', value.lines, reservedLine);
}

function stockShortData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'StockShort', value);
  if (typeof value.orderId !== 'string') expected(problems, 'orderId', 'ID', value.orderId);
  if (typeof value.reason !== 'string') expected(problems, 'reason', 'String', value.reason);
}

function productRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Product', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

function stockChangedData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'StockChanged', value);
  if (typeof value.productId !== 'string') expected(problems, 'productId', 'ID', value.productId);
  if (!isInt(value.inStock)) expected(problems, 'inStock', 'Int', value.inStock);
  inside(problems, 'product', value.product, productRef);
}
