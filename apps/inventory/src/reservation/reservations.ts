import type { OrderId, ProductId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';
import { addStock, takeStock } from '../product/stock.js';

/** What is wanted of one product. */
export interface Wanted {
  readonly productId: ProductId;
  readonly quantity: number;
}

/** What came of a reservation. `stocks` tells each product's stock afterwards. */
export type Reservation =
  | {
      readonly kind: 'reserved';
      readonly prices: ReadonlyMap<ProductId, number>;
      readonly stocks: ReadonlyMap<ProductId, number>;
    }
  | { readonly kind: 'short'; readonly reason: string };

/** Reserves all that is wanted for an order, or nothing of it. */
export async function reserve(
  tx: Tx,
  orderId: OrderId,
  wanted: readonly Wanted[],
): Promise<Reservation> {
  const prices = new Map<ProductId, number>();
  const stocks = new Map<ProductId, number>();
  const totals = totalByProduct(wanted);
  for (const { productId, quantity } of totals) {
    const taken = await takeStock(tx, productId, quantity);
    if (!taken) {
      await giveBack(
        tx,
        totals.filter((line) => prices.has(line.productId)),
      );
      return { kind: 'short', reason: await reasonFor(tx, productId, quantity) };
    }
    prices.set(productId, taken.price);
    stocks.set(productId, taken.inStock);
  }
  const rows = totals.map(({ productId, quantity }) => ({
    order_id: orderId,
    product_id: productId,
    quantity,
  }));
  await tx.insertInto('reservations').values(rows).execute();
  return { kind: 'reserved', prices, stocks };
}

/** Gives an order's pieces back; answers the stock of each product that was given back. */
export async function release(tx: Tx, orderId: OrderId): Promise<ReadonlyMap<ProductId, number>> {
  const rows = await tx
    .deleteFrom('reservations')
    .where('order_id', '=', orderId)
    .returning(['product_id', 'quantity'])
    .execute();
  return giveBack(
    tx,
    totalByProduct(rows.map((row) => ({ productId: row.product_id, quantity: row.quantity }))),
  );
}

async function giveBack(tx: Tx, lines: readonly Wanted[]): Promise<ReadonlyMap<ProductId, number>> {
  const stocks = new Map<ProductId, number>();
  for (const { productId, quantity } of lines) {
    const inStock = await addStock(tx, productId, quantity);
    if (inStock !== undefined) stocks.set(productId, inStock);
  }
  return stocks;
}

/** One line for each product, in the order of their ids: orders that lock rows in one order never deadlock. */
function totalByProduct(lines: readonly Wanted[]): readonly Wanted[] {
  const totals = new Map<ProductId, number>();
  for (const { productId, quantity } of lines) {
    totals.set(productId, (totals.get(productId) ?? 0) + quantity);
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([productId, quantity]) => ({ productId, quantity }));
}

async function reasonFor(tx: Tx, productId: ProductId, quantity: number): Promise<string> {
  const product = await tx
    .selectFrom('products')
    .select(['name', 'in_stock'])
    .where('id', '=', productId)
    .executeTakeFirst();
  if (!product) return `There is no product "${productId}".`;
  return `${quantity} of "${product.name}" (${productId}) are wanted, ${product.in_stock} are in stock.`;
}
