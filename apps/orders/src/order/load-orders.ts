import type { Selectable } from 'kysely';
import type { OrderTable } from '../database.js';
import type { OrderId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';
import type { Order } from '../generated/types.js';

/** Orders as the SDL shows them, with their lines, in the order of the rows. */
export async function withLines(db: Tx, rows: readonly Selectable<OrderTable>[]): Promise<Order[]> {
  if (rows.length === 0) return [];
  const lines = await db
    .selectFrom('order_lines')
    .selectAll()
    .where(
      'order_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('position')
    .execute();
  const byOrder = Map.groupBy(lines, (line) => line.order_id);
  return rows.map(({ id, customer_id, status, reason, total }) => ({
    id,
    customer: { id: customer_id },
    status,
    reason,
    total,
    lines: (byOrder.get(id) ?? []).map(({ product_id, quantity, price }) => ({
      product: { id: product_id },
      quantity,
      price,
    })),
  }));
}

/** Orders by id; null for those that do not exist, in the order asked for. */
export async function loadOrders(db: Tx, ids: readonly OrderId[]): Promise<(Order | null)[]> {
  const rows = await db.selectFrom('orders').selectAll().where('id', 'in', ids).execute();
  const orders = new Map((await withLines(db, rows)).map((order) => [order.id, order]));
  return ids.map((id) => orders.get(id) ?? null);
}
