import type { ProductId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';

/** A product whose stock has changed. */
export interface TakenStock {
  readonly inStock: number;
  readonly price: number;
}

/** Adds pieces; answers how many there are now, undefined for an unknown product. */
export async function addStock(
  tx: Tx,
  id: ProductId,
  quantity: number,
): Promise<number | undefined> {
  const row = await tx
    .updateTable('products')
    .set((eb) => ({ in_stock: eb('in_stock', '+', quantity) }))
    .where('id', '=', id)
    .returning('in_stock')
    .executeTakeFirst();
  return row?.in_stock;
}

/** Takes pieces away if there are enough; undefined when there are not, or there is no such product. */
export async function takeStock(
  tx: Tx,
  id: ProductId,
  quantity: number,
): Promise<TakenStock | undefined> {
  // Asked and taken in one statement: between two of them another order could take the same pieces.
  const row = await tx
    .updateTable('products')
    .set((eb) => ({ in_stock: eb('in_stock', '-', quantity) }))
    .where('id', '=', id)
    .where('in_stock', '>=', quantity)
    .returning(['in_stock', 'price'])
    .executeTakeFirst();
  return row && { inStock: row.in_stock, price: row.price };
}
