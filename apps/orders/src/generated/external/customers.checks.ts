// Generated from the schema by codegen; do not edit.
// Says what is wrong with events of customers.

import type { Check, Problem } from '@metamorphosis/core';
import { checkOf, expected, inside, isFields } from '@metamorphosis/core/checks';

/** What is wrong with the data of CustomerRegistered. */
export const checkCustomerRegistered: Check = checkOf(customerRegisteredData);

function customerRef(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Customer', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
}

function customerRegisteredData(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'CustomerRegistered', value);
  if (typeof value.customerId !== 'string')
    expected(problems, 'customerId', 'ID', value.customerId);
  inside(problems, 'customer', value.customer, customerRef);
}
