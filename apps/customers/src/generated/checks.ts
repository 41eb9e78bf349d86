// Generated from the schema by codegen; do not edit.
// Says what is wrong with records of customers.

import type { Check, Problem } from '@metamorphosis/core';
import { checkOf, expected, inside, isFields, unknownField } from '@metamorphosis/core/checks';

/** What is wrong with the arguments of registerCustomer. */
export const checkRegisterCustomerArgs: Check = checkOf(registerCustomerArgs);

/** What is wrong with a result of registerCustomer. */
export const checkRegisterCustomerResult: Check = checkOf(registerCustomerOutcome);

/** What is wrong with the data of CustomerRegistered. */
export const checkCustomerRegistered: Check = checkOf(customerRegisteredData);

function registerCustomerInput(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'RegisterCustomerInput', value);
  if (typeof value.name !== 'string') expected(problems, 'name', 'String', value.name);
  if (typeof value.email !== 'string') expected(problems, 'email', 'String', value.email);
  for (const name in value) {
    if (name !== 'name' && name !== 'email') unknownField(problems, name);
  }
}

function registerCustomerArgs(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'RegisterCustomerArgs', value);
  inside(problems, 'input', value.input, registerCustomerInput);
  for (const name in value) {
    if (name !== 'input') unknownField(problems, name);
  }
}

function customerKey(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'key of Customer', value);
  if (typeof value.id !== 'string') expected(problems, 'id', 'ID', value.id);
  for (const name in value) {
    if (name !== '__typename' && name !== 'id') unknownField(problems, name);
  }
}

function emailTaken(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'EmailTaken', value);
  if (typeof value.email !== 'string') expected(problems, 'email', 'String', value.email);
}

function registerCustomerOutcome(value: unknown, problems: Problem[]): void {
  if (!isFields(value)) return expected(problems, '', 'RegisterCustomerResult', value);
  switch (value.__typename) {
    case 'Customer':
      return customerKey(value, problems);
    case 'EmailTaken':
      return emailTaken(value, problems);
    default:
      expected(problems, '__typename', 'Customer or EmailTaken', value.__typename);
  }
}

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
