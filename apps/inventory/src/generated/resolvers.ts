// Generated from the schema by codegen; do not edit.
// What answers queries to inventory.

import type { RequestContext } from '@metamorphosis/core';
import type {
  Product,
  ProductConnection,
  ProductKey,
  QueryProductArgs,
  QueryProductsArgs,
} from './types.js';

/** Answers queries. An entity is answered whole when it is of this service, by key otherwise. */
export abstract class Queries {
  /** The product with this id, or null when there is none. */
  abstract product(args: QueryProductArgs, context: RequestContext): Promise<Product | null>;

  /** All products, in the order of their ids. */
  abstract products(args: QueryProductsArgs, context: RequestContext): Promise<ProductConnection>;
}

/** Something that can be ordered. */
export abstract class ProductEntity {
  readonly entity = 'Product';

  /**
   * Loads all that a request asks for at once: one answer a key, in the order of the keys, null for
   * an unknown one.
   */
  abstract load(
    keys: readonly ProductKey[],
    context: RequestContext,
  ): Promise<readonly (Product | null)[]>;
}
