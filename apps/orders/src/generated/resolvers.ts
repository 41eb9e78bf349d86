// Generated from the schema by codegen; do not edit.
// What answers queries to orders.

import type { RequestContext } from '@metamorphosis/core';
import type {
  CustomerOrdersArgs,
  CustomerRef,
  Order,
  OrderConnection,
  OrderKey,
  QueryOrderArgs,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  /** The order with this id, or null when there is none. */
  abstract order(args: QueryOrderArgs, context: RequestContext): Promise<Order | null>;
}

/** A customer's order. */
export abstract class OrderEntity {
  readonly entity = 'Order';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly OrderKey[],
    context: RequestContext,
  ): Promise<readonly (Order | null)[]>;
}

/** Someone who places orders. */
export abstract class CustomerEntity {
  readonly entity = 'Customer';

  /**
   * The customer's orders, newest first.
   *
   * Answers for all parents of a request at once, in their order.
   */
  abstract orders(
    parents: readonly CustomerRef[],
    args: CustomerOrdersArgs,
    context: RequestContext,
  ): Promise<readonly OrderConnection[]>;
}
