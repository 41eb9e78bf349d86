import type { ReactElement } from 'react';
import type { Product, StockChange } from './use-products.js';

interface StockFeedProps {
  readonly products: readonly Product[];
  readonly changes: readonly StockChange[];
}

/** The changes of stock that the page has seen, the newest first. */
export function StockFeed({ products, changes }: StockFeedProps): ReactElement {
  const nameOf = (id: string): string => products.find((product) => product.id === id)?.name ?? id;
  return (
    <section className="panel" aria-labelledby="feed-title">
      <h2 id="feed-title">As it happens</h2>
      {changes.length === 0 ? (
        <p className="hint">Changes of stock appear here, whoever causes them.</p>
      ) : (
        <ol className="feed" tabIndex={0} aria-labelledby="feed-title">
          {changes.map(({ number, productId, inStock }) => (
            <li key={number} data-product={productId} data-stock={inStock}>
              <span>{nameOf(productId)}</span>
              <span>{inStock} left</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
