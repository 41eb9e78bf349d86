// Generated from the schema by codegen; do not edit.
// Holds arguments against the limits that orders sets.

import type { Check, Problem } from '@metamorphosis/core';
import { atLeast, eachItem, itemsAtLeast, limitsOf, within } from '@metamorphosis/core/checks';
import type { OrderLineInput, PlaceOrderArgs, PlaceOrderInput } from './types.js';

/** Which limits the arguments of placeOrder break. */
export const checkPlaceOrderArgsLimits: Check = limitsOf(placeOrderArgsLimits);

function orderLineInputLimits(value: OrderLineInput, problems: Problem[]): void {
  atLeast(problems, 'quantity', value.quantity, 1);
}

function placeOrderInputLimits(value: PlaceOrderInput, problems: Problem[]): void {
  itemsAtLeast(problems, 'lines', value.lines, 1);
  eachItem(problems, 'lines', value.lines, orderLineInputLimits);
}

function placeOrderArgsLimits(value: PlaceOrderArgs, problems: Problem[]): void {
  within(problems, 'input', value.input, placeOrderInputLimits);
}
