import type { Selectable } from 'kysely';
import type { ProductTable } from '../database.js';
import type { Product } from '../generated/types.js';

/** A product as the SDL shows it. */
export function productOf({ id, name, price, in_stock }: Selectable<ProductTable>): Product {
  return { id, name, price, inStock: in_stock };
}
