import { useState } from 'react';
import { useStream, type StreamState } from '@metamorphosis/react';
import {
  OrderChangesDocument,
  OrdersDocument,
  type OrderCardFragment,
} from '../generated/graphql.js';
import { useShop } from '../shop-client/use-shop.js';

export type Order = OrderCardFragment;

/** A customer's orders as they stand now, the newest first. */
export function useOrders(customerId: string): {
  readonly orders: readonly Order[];
  /** Shows an order that was just placed, unless more is known of it already. */
  readonly add: (order: Order) => void;
  readonly stream: StreamState;
} {
  const shop = useShop();
  const [orders, setOrders] = useState<readonly Order[]>([]);
  const change = (order: Order): void =>
    setOrders((before) =>
      before.some(({ id }) => id === order.id)
        ? before.map((known) => (known.id === order.id ? order : known))
        : [order, ...before],
    );
  const add = (order: Order): void =>
    setOrders((before) => (before.some(({ id }) => id === order.id) ? before : [order, ...before]));
  const stream = useStream(
    {
      open: (signal) => shop.subscribe(OrderChangesDocument, { customerId }, { signal }),
      onOpen: async (signal) => {
        const { customer } = await shop.query(OrdersDocument, { customerId }, { signal });
        setOrders(customer?.orders.edges.map(({ node }) => node) ?? []);
      },
      onEvent: ({ orderStatusChanged: { order } }) => change(order),
    },
    [shop, customerId],
  );
  return { orders, add, stream };
}
