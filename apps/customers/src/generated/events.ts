// Generated from the schema by codegen; do not edit.
// The events that customers publishes.

import { newEvent, type EventDefinition, type NewEvent } from '@metamorphosis/core';
import { checkCustomerRegistered } from './checks.js';
import type { CustomerRegisteredData } from './types.js';

/** Published once a customer has been registered. */
export const CustomerRegistered: EventDefinition<'CustomerRegistered', CustomerRegisteredData> = {
  service: 'customers',
  name: 'CustomerRegistered',
  type: 'customers.CustomerRegistered',
  keyOf: (data) => data.customerId,
  check: checkCustomerRegistered,
};

/** Makes an event CustomerRegistered, to be published by a handler. */
export function customerRegistered(
  data: CustomerRegisteredData,
): NewEvent<'CustomerRegistered', CustomerRegisteredData> {
  return newEvent(CustomerRegistered, data);
}
