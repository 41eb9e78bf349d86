import type { HandlerContext } from '@metamorphosis/core';
import type { OrderTable } from '../database.js';
import { orderStatusChanged } from '../generated/events.js';
import type { OrderId } from '../generated/ids.js';
import type { Tx } from '../generated/tx.js';

/** Where an order goes. */
export interface StatusChange {
  readonly status: Exclude<OrderTable['status'], 'PENDING'>;
  readonly reason?: string;
  /** Cents. */
  readonly total?: number;
}

/**
 * Moves an order on, if it still stands in one of `from`, and says so. Answers false, and does
 * nothing, when it does not: what came first counts.
 */
export async function changeStatus(
  orderId: OrderId,
  from: readonly OrderTable['status'][],
  { status, reason, total }: StatusChange,
  { tx, publish }: HandlerContext<Tx>,
): Promise<boolean> {
  const row = await tx
    .updateTable('orders')
    .set({
      status,
      ...(reason !== undefined && { reason }),
      ...(total !== undefined && { total }),
    })
    .where('id', '=', orderId)
    .where('status', 'in', from)
    .returningAll()
    .executeTakeFirst();
  if (!row) return false;
  publish(
    orderStatusChanged({
      orderId,
      customerId: row.customer_id,
      status: row.status,
      reason: row.reason,
      total: row.total,
      order: { id: orderId },
    }),
  );
  return true;
}
