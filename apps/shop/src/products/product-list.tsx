import { useState, type ReactElement } from 'react';
import { money } from '../money.js';
import type { Product } from './use-products.js';

/** How many pieces of a product are in the basket, by its id. */
export type Basket = Readonly<Record<string, number>>;

interface ProductListProps {
  readonly products: readonly Product[];
  readonly basket: Basket;
  readonly onChange: (productId: string, quantity: number) => void;
}

/** The products, each with its stock and the pieces in the basket. */
export function ProductList({ products, basket, onChange }: ProductListProps): ReactElement {
  return (
    <ul className="products">
      {products.map((product) => (
        <ProductCard
          key={product.id}
          product={product}
          quantity={basket[product.id] ?? 0}
          onChange={(quantity) => onChange(product.id, quantity)}
        />
      ))}
    </ul>
  );
}

interface ProductCardProps {
  readonly product: Product;
  readonly quantity: number;
  readonly onChange: (quantity: number) => void;
}

function ProductCard({ product, quantity, onChange }: ProductCardProps): ReactElement {
  const { id, name, price, inStock } = product;
  const [inStockAtFirst] = useState(inStock);
  return (
    <li className="product" data-product={id}>
      <h3>{name}</h3>
      <p className="price">{money(price)}</p>
      {/* The key makes a change visible: the element is new, and its animation begins. */}
      <p
        className="stock"
        data-level={level(inStock)}
        data-changed={inStock !== inStockAtFirst}
        key={inStock}
      >
        <span className="dot" aria-hidden="true" />
        {inStock === 0 ? 'Sold out' : `${inStock} in stock`}
      </p>
      <div className="stepper" role="group" aria-label={`Pieces of ${name}`}>
        <button
          type="button"
          aria-label={`One ${name} less`}
          aria-disabled={quantity === 0}
          onClick={() => onChange(Math.max(0, quantity - 1))}
        >
          −
        </button>
        <output aria-live="polite" aria-label={`${quantity} of ${name} in the basket`}>
          {quantity}
        </output>
        <button
          type="button"
          aria-label={`One ${name} more`}
          onClick={() => onChange(quantity + 1)}
        >
          +
        </button>
      </div>
    </li>
  );
}

function level(inStock: number): 'none' | 'low' | 'good' {
  if (inStock === 0) return 'none';
  return inStock < 10 ? 'low' : 'good';
}
