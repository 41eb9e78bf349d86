import { useState, type ReactElement } from 'react';
import { OrderForm } from './basket/order-form.js';
import { ConnectionPill } from './connection/connection-pill.js';
import { CustomerPicker } from './customers/customer-picker.js';
import { useCustomers } from './customers/use-customers.js';
import { OrderList } from './orders/order-list.js';
import { useOrders } from './orders/use-orders.js';
import { ProductList, type Basket } from './products/product-list.js';
import { StockFeed } from './products/stock-feed.js';
import { useProducts } from './products/use-products.js';
import { errorText } from './shop-client/error-text.js';

const FIRST_CUSTOMER = 'ada';

/** The page. */
export function App(): ReactElement {
  const { products, changes, stream } = useProducts();
  const { customers, problem, add: addCustomer } = useCustomers();
  const [customerId, setCustomerId] = useState(FIRST_CUSTOMER);
  const [basket, setBasket] = useState<Basket>({});
  const { orders, add: addOrder } = useOrders(customerId);
  const customer = customers.find(({ id }) => id === customerId);
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
          {products.length === 0 && <p className="hint">Looking what is there …</p>}
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
            onPlaced={(order) => {
              addOrder(order);
              setBasket({});
            }}
          />
          <StockFeed products={products} changes={changes} />
        </aside>
        <OrderList orders={orders} customerName={customer?.name ?? customerId} />
      </main>
    </>
  );
}
