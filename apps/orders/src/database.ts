import type { CustomerId, OrderId, ProductId } from './generated/ids.js';

/** The tables of the orders service. */
export interface Database {
  orders: OrderTable;
  order_lines: OrderLineTable;
}

/** Orders. Their ids grow with time. */
export interface OrderTable {
  id: OrderId;
  customer_id: CustomerId;
  status: 'PENDING' | 'CONFIRMED' | 'REFUSED' | 'CANCELLED';
  reason: string | null;
  /** Cents; null until the order is CONFIRMED. */
  total: number | null;
}

/** What is ordered, in the order in which it was written down. */
export interface OrderLineTable {
  order_id: OrderId;
  position: number;
  product_id: ProductId;
  quantity: number;
  /** Cents; null until the order is CONFIRMED. */
  price: number | null;
}
