// Generated from the schema by codegen; do not edit.
// The types of inventory, as records and handlers carry them.

import type { OrderId, ProductId } from './ids.js';

/** A Product as records carry it: by its key. */
export interface ProductRef {
  readonly __typename?: 'Product';
  /** Names the product for ever. */
  readonly id: ProductId;
}

/** Published when every line of an order has been reserved. */
export interface StockReservedData {
  /** The order that the pieces are reserved for. */
  readonly orderId: OrderId;
  /** What is reserved, line by line as ordered. */
  readonly lines: readonly ReservedLine[];
}

/** A line of an order whose pieces are reserved. */
export interface ReservedLine {
  readonly __typename?: 'ReservedLine';
  /** The product that was ordered. */
  readonly productId: ProductId;
  /** How many pieces are reserved. */
  readonly quantity: number;
  /** The price of one piece at the time of the reservation, in cents. */
  readonly price: number;
}

/** Published when an order cannot be fulfilled; none of its lines is reserved then. */
export interface StockShortData {
  /** The order that cannot be fulfilled. */
  readonly orderId: OrderId;
  /** What is missing, for people to read. */
  readonly reason: string;
}

/** Published whenever the stock of a product has changed. */
export interface StockChangedData {
  /** The product whose stock changed. */
  readonly productId: ProductId;
  /** How many pieces can be ordered now. */
  readonly inStock: number;
  /** The product whose stock changed. */
  readonly product: ProductRef;
}

/** What came in. */
export interface RestockInput {
  /** The product that came in. */
  readonly productId: ProductId;
  /** How many pieces came in; at least 1. */
  readonly quantity: number;
}

/** A page of products. */
export interface ProductConnection {
  readonly __typename?: 'ProductConnection';
  /** The products of this page. */
  readonly edges: readonly ProductEdge[];
  /** Where this page stands among the others. */
  readonly pageInfo: PageInfo;
}

/** A product on a page. */
export interface ProductEdge {
  readonly __typename?: 'ProductEdge';
  /** Names this place, for `after`. */
  readonly cursor: string;
  /** The product. */
  readonly node: ProductRef;
}

/** Where a page stands among the others. */
export interface PageInfo {
  readonly __typename?: 'PageInfo';
  /** Whether anything follows this page. */
  readonly hasNextPage: boolean;
  /** Whether anything precedes this page. */
  readonly hasPreviousPage: boolean;
  /** The first place of this page; null when it is empty. */
  readonly startCursor: string | null;
  /** The last place of this page; null when it is empty. */
  readonly endCursor: string | null;
}

/** Something that can be ordered. */
export interface Product {
  readonly __typename?: 'Product';
  /** Names the product for ever. */
  readonly id: ProductId;
  /** What the product is called. */
  readonly name: string;
  /** The price of one piece, in cents. */
  readonly price: number;
  /** How many pieces can be ordered. Never negative. */
  readonly inStock: number;
}

/** What names a Product when it is loaded. */
export type ProductKey = { readonly id: ProductId };

/** What restock is called with. */
export interface RestockArgs {
  /** What came in. */
  readonly input: RestockInput;
}

/** What comes of restock: entities by key, everything else by value. */
export type RestockOutcome = ProductRef;

/** What Query.product is asked with. */
export interface QueryProductArgs {
  /** Which product. */
  readonly id: string;
}

/** What Query.products is asked with. */
export interface QueryProductsArgs {
  /** How many to return, at most 100. */
  readonly first?: number | null;
  /** Return what follows this cursor. */
  readonly after?: string | null;
}
