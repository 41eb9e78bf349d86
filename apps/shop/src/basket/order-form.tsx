import { useEffect, useRef, type ReactElement } from 'react';
import { useCommand } from '@metamorphosis/react';
import { money } from '../money.js';
import type { Order } from '../orders/use-orders.js';
import type { Basket } from '../products/product-list.js';
import type { Product } from '../products/use-products.js';
import { useShop } from '../shop-client/use-shop.js';
import { OrderOutcome } from './order-outcome.js';
import { forgetPending, pendingOrder, rememberPending } from './pending-command.js';

interface OrderFormProps {
  readonly products: readonly Product[];
  readonly basket: Basket;
  readonly customerId: string;
  readonly onPlaced: (order: Order, sent: SentOrder) => void;
}

/** What this page knows of an order that it has sent; of one from before a reload, who ordered. */
export interface SentOrder {
  readonly customerId: string;
  readonly basket: Basket;
}

/** The basket, and the order that is made of it. */
export function OrderForm({
  products,
  basket,
  customerId,
  onPlaced,
}: OrderFormProps): ReactElement {
  const { run, submit, follow } = useCommand(useShop().commands.placeOrder);
  const sent = useRef<SentOrder>({ customerId, basket: {} });
  const underWay = run.phase === 'sending' || run.phase === 'pending';
  const chosen = products.filter(({ id }) => (basket[id] ?? 0) > 0);
  const total = chosen.reduce((sum, { id, price }) => sum + price * (basket[id] ?? 0), 0);

  // An order that was under way when the page was loaded anew is followed to its end.
  useEffect(() => {
    const pending = pendingOrder();
    if (!pending) return;
    sent.current = { customerId: pending.customerId, basket: {} };
    follow(pending.commandId);
  }, [follow]);
  useEffect(() => {
    const { customerId: by } = sent.current;
    if (run.phase === 'pending') rememberPending({ commandId: run.commandId, customerId: by });
    if (run.phase === 'done' || run.phase === 'error') forgetPending();
    if (run.phase === 'done' && run.outcome.state === 'SUCCEEDED') {
      onPlaced(run.outcome.result, sent.current);
    }
  }, [run]);

  const place = (): void => {
    if (chosen.length === 0 || underWay) return;
    sent.current = { customerId, basket };
    const lines = chosen.map(({ id }) => ({ productId: id, quantity: basket[id] ?? 0 }));
    submit({ customerId, lines });
  };
  return (
    <section className="panel" aria-labelledby="basket-title">
      <h2 id="basket-title">Basket</h2>
      {chosen.length === 0 ? (
        <p className="hint">Take something from the shelf.</p>
      ) : (
        <ul className="basket">
          {chosen.map(({ id, name, price }) => (
            <li key={id}>
              <span>
                {basket[id]} × {name}
              </span>
              <span>{money(price * (basket[id] ?? 0))}</span>
            </li>
          ))}
          <li className="sum">
            <span>Total</span>
            <span>{money(total)}</span>
          </li>
        </ul>
      )}
      <button
        type="button"
        className="primary"
        aria-disabled={chosen.length === 0 || underWay}
        onClick={place}
      >
        Place order
      </button>
      <OrderOutcome run={run} />
    </section>
  );
}
