import type { ReactElement } from 'react';
import { money } from '../money.js';
import type { Order } from './use-orders.js';

const STATUS = {
  PENDING: 'Waiting for its stock',
  CONFIRMED: 'Confirmed',
  REFUSED: 'Refused',
  CANCELLED: 'Cancelled',
} as const;

interface OrderListProps {
  readonly orders: readonly Order[];
  readonly customerName: string;
}

/** The customer's orders; what changes is announced. */
export function OrderList({ orders, customerName }: OrderListProps): ReactElement {
  return (
    <section className="panel" aria-labelledby="orders-title">
      <h2 id="orders-title">Orders of {customerName}</h2>
      {orders.length === 0 && <p className="hint">None yet.</p>}
      <ul className="orders" aria-live="polite">
        {orders.map((order) => (
          <OrderItem key={order.id} order={order} />
        ))}
      </ul>
    </section>
  );
}

function OrderItem({ order }: { readonly order: Order }): ReactElement {
  const { id, status, reason, total, lines } = order;
  return (
    <li className="order" data-order={id} data-status={status}>
      <p className="lines">
        {lines
          .map(({ quantity, product }) => `${quantity} × ${product?.name ?? 'unknown product'}`)
          .join(', ')}
      </p>
      <p className="badge" data-status={status} key={status}>
        {STATUS[status]}
      </p>
      {total !== null && <p className="total">{money(total)}</p>}
      {reason !== null && <p className="reason">{reason}</p>}
    </li>
  );
}
