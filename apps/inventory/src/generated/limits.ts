// Generated from the schema by codegen; do not edit.
// Holds arguments against the limits that inventory sets.

import type { Check, Problem } from '@metamorphosis/core';
import { atLeast, limitsOf, within } from '@metamorphosis/core/checks';
import type { RestockArgs, RestockInput } from './types.js';

/** Which limits the arguments of restock break. */
export const checkRestockArgsLimits: Check = limitsOf(restockArgsLimits);

function restockInputLimits(value: RestockInput, problems: Problem[]): void {
  atLeast(problems, 'quantity', value.quantity, 1);
}

function restockArgsLimits(value: RestockArgs, problems: Problem[]): void {
  within(problems, 'input', value.input, restockInputLimits);
}
