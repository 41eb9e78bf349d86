import { useState, type ReactElement } from 'react';
import { OrderForm, type SentOrder } from './basket/order-form.js';
import { pendingOrder } from './basket/pending-command.js';
import { ConnectionPill } from './connection/connection-pill.js';
import { CustomerPicker } from './customers/customer-picker.js';
import { useCustomers } from './customers/use-customers.js';
import { OrderList } from './orders/order-list.js';
import { useOrders, type Order } from './orders/use-orders.js';
import { ProductList, type Basket } from './products/product-list.js';
import { StockFeed } from './products/stock-feed.js';
import { useProducts } from './products/use-products.js';
import { errorText } from './shop-client/error-text.js';

const FIRST_CUSTOMER = 'ada';

/** The page. */
export function App(): ReactElement {
  const { products, changes, stream } = useProducts();
  const { customers, problem, add: addCustomer } = useCustomers();
  const [customerId, setCustomerId] = useState(() => pendingOrder()?.customerId ?? FIRST_CUSTOMER);
  const [basket, setBasket] = useState<Basket>({});
  const { orders, add: addOrder } = useOrders(customerId);
  const customer = customers.find(({ id }) => id === customerId);
  const placed = (order: Order, sent: SentOrder): void => {
    // Who is looked at may have changed meanwhile, and what is in the basket.
    if (sent.customerId === customerId) addOrder(order);
    setBasket((before) => without(before, sent.basket));
  };
  const trouble = stream.state === 'failed' ? errorText(stream.error) : problem;

  return (
    <>
      <header>
        <div>
          <h1>Stationery</h1>
          <p>Every number on this page is live.</p>
        </div>
        <ConnectionPill />
      </header>
      <main>
        {trouble !== undefined && (
          <p className="note bad wide" role="alert">
            {trouble}
          </p>
        )}
        <section className="shelf" aria-labelledby="shelf-title">
          <h2 id="shelf-title">On the shelf</h2>
          {products.length === 0 && <p className="hint">Loading the products …</p>}
          <ProductList
            products={products}
            basket={basket}
            onChange={(id, quantity) => setBasket((before) => ({ ...before, [id]: quantity }))}
          />
        </section>
        <aside aria-label="Your order">
          <CustomerPicker
            customers={customers}
            chosen={customerId}
            onChoose={setCustomerId}
            onRegistered={(registered) => {
              addCustomer(registered);
              setCustomerId(registered.id);
            }}
          />
          <OrderForm
            products={products}
            basket={basket}
            customerId={customerId}
            onPlaced={placed}
          />
          <StockFeed products={products} changes={changes} />
        </aside>
        <OrderList orders={orders} customerName={customer?.name ?? customerId} />
      </main>
    </>
  );
}

/** A basket without the pieces that were ordered. */
function without(basket: Basket, ordered: Basket): Basket {
  const left = Object.entries(basket).map(([id, quantity]) => [id, quantity - (ordered[id] ?? 0)]);
  return Object.fromEntries(left.filter(([, quantity]) => Number(quantity) > 0)) as Basket;
}
