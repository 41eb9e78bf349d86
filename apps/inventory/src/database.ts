import type { OrderId, ProductId } from './generated/ids.js';

/** The tables of the inventory service. */
export interface Database {
  products: ProductTable;
  reservations: ReservationTable;
}

/** What can be ordered. */
export interface ProductTable {
  id: ProductId;
  name: string;
  /** Cents. */
  price: number;
  in_stock: number;
}

/** Pieces that are set aside for an order: one row for each of its products. */
export interface ReservationTable {
  order_id: OrderId;
  product_id: ProductId;
  quantity: number;
}
