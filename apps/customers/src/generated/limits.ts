// Generated from the schema by codegen; do not edit.
// Holds arguments against the limits that customers sets.

import type { Check, Problem } from '@metamorphosis/core';
import { limitsOf, longAtMost, within } from '@metamorphosis/core/checks';
import type { RegisterCustomerArgs, RegisterCustomerInput } from './types.js';

/** Which limits the arguments of registerCustomer break. */
export const checkRegisterCustomerArgsLimits: Check = limitsOf(registerCustomerArgsLimits);

function registerCustomerInputLimits(value: RegisterCustomerInput, problems: Problem[]): void {
  longAtMost(problems, 'name', value.name, 200);
}

function registerCustomerArgsLimits(value: RegisterCustomerArgs, problems: Problem[]): void {
  within(problems, 'input', value.input, registerCustomerInputLimits);
}
