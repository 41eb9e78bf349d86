import { useEffect, type ReactElement } from 'react';
import { useCommand } from '@metamorphosis/react';
import { money } from '../money.js';
import type { Order } from '../orders/use-orders.js';
import type { Basket } from '../products/product-list.js';
import type { Product } from '../products/use-products.js';
import { useShop } from '../shop-client/use-shop.js';
import { OrderOutcome } from './order-outcome.js';
import { forgetPending, pendingCommand, rememberPending } from './pending-command.js';

interface OrderFormProps {
  readonly products: readonly Product[];
  readonly basket: Basket;
  readonly customerId: string;
  readonly onPlaced: (order: Order) => void;
}

/** The basket, and the order that is made of it. */
export function OrderForm({
  products,
  basket,
  customerId,
  onPlaced,
}: OrderFormProps): ReactElement {
  const { run, submit, follow } = useCommand(useShop().commands.placeOrder);
  const chosen = products.filter(({ id }) => (basket[id] ?? 0) > 0);
  const total = chosen.reduce((sum, { id, price }) => sum + price * (basket[id] ?? 0), 0);

  // An order that was under way when the page was loaded anew is followed to its end.
  useEffect(() => {
    const pending = pendingCommand();
    if (pending !== undefined) follow(pending);
  }, [follow]);
  useEffect(() => {
    if (run.phase === 'pending') rememberPending(run.commandId);
    if (run.phase === 'done' || run.phase === 'error') forgetPending();
    if (run.phase === 'done' && run.outcome.state === 'SUCCEEDED') onPlaced(run.outcome.result);
  }, [run]);

  const place = (): void => {
    if (chosen.length === 0) return;
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
            <span>Together</span>
            <span>{money(total)}</span>
          </li>
        </ul>
      )}
      <button type="button" className="primary" aria-disabled={chosen.length === 0} onClick={place}>
        Place order
      </button>
      <OrderOutcome run={run} />
    </section>
  );
}
