// Generated from the schema by codegen; do not edit.
// What answers queries to customers.

import type { RequestContext } from '@metamorphosis/core';
import type {
  Customer,
  CustomerConnection,
  CustomerKey,
  QueryCustomerArgs,
  QueryCustomersArgs,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  /** The customer with this id, or null when there is none. */
  abstract customer(args: QueryCustomerArgs, context: RequestContext): Promise<Customer | null>;

  /** All customers, in the order of their ids. */
  abstract customers(
    args: QueryCustomersArgs,
    context: RequestContext,
  ): Promise<CustomerConnection>;
}

/** Someone who places orders. */
export abstract class CustomerEntity {
  readonly entity = 'Customer';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly CustomerKey[],
    context: RequestContext,
  ): Promise<readonly (Customer | null)[]>;
}
