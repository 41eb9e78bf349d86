// Generated from the schema by codegen; do not edit.
// Events of customers, to be handled.

import type { ForeignEventDefinition } from '@metamorphosis/core';
import type { CustomerId } from '../ids.js';
import { checkCustomerRegistered } from './customers.checks.js';

/** Published once a customer has been registered. */
export const CustomerRegistered: ForeignEventDefinition<
  'CustomerRegistered',
  CustomerRegisteredData
> = {
  foreign: true,
  service: 'customers',
  name: 'CustomerRegistered',
  type: 'customers.CustomerRegistered',
  keyOf: (data) => data.customerId,
  check: checkCustomerRegistered,
};

/** A Customer as records carry it: by its key. */
export interface CustomerRef {
  readonly __typename?: 'Customer';
  /** Names the customer for ever. */
  readonly id: CustomerId;
}

/** Published once a customer has been registered. */
export interface CustomerRegisteredData {
  /** The id of the new customer. */
  readonly customerId: CustomerId;
  /** The new customer. */
  readonly customer: CustomerRef;
}
