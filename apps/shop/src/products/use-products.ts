import { useState } from 'react';
import { useStream, type StreamState } from '@metamorphosis/react';
import {
  ProductsDocument,
  StockChangesDocument,
  type ProductsQuery,
} from '../generated/graphql.js';
import { useShop } from '../shop-client/use-shop.js';

export type Product = ProductsQuery['products']['edges'][number]['node'];

/** A change of stock that this page has seen. */
export interface StockChange {
  readonly number: number;
  readonly productId: string;
  readonly inStock: number;
}

/** How many changes the page remembers. */
const REMEMBERED = 50;

/** All products with their stock as it is now, and the changes seen since the page was opened. */
export function useProducts(): {
  readonly products: readonly Product[];
  readonly changes: readonly StockChange[];
  readonly stream: StreamState;
} {
  const shop = useShop();
  const [products, setProducts] = useState<readonly Product[]>([]);
  const [changes, setChanges] = useState<readonly StockChange[]>([]);
  const stream = useStream(
    {
      open: (signal) => shop.subscribe(StockChangesDocument, {}, { signal }),
      onOpen: async (signal) => {
        const loaded = await shop.query(ProductsDocument, {}, { signal });
        setProducts(loaded.products.edges.map(({ node }) => node));
      },
      onEvent: ({ stockChanged: { productId, inStock } }) => {
        setProducts((before) =>
          before.map((product) => (product.id === productId ? { ...product, inStock } : product)),
        );
        setChanges((before) => {
          const number = (before[0]?.number ?? 0) + 1;
          return [{ number, productId, inStock }, ...before].slice(0, REMEMBERED);
        });
      },
    },
    [shop],
  );
  return { products, changes, stream };
}
