// Generated from the schema by codegen; do not edit.
// The ids of entities that orders speaks of.

import type { IdOf } from '@metamorphosis/core';

/** Names one Customer. */
export type CustomerId = IdOf<'Customer'>;

/** Names one Order. */
export type OrderId = IdOf<'Order'>;

/** Names one Product. */
export type ProductId = IdOf<'Product'>;
