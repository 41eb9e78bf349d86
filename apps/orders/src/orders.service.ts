import { CancelOrder } from './cancel-order/cancel-order.handler.js';
import { CustomerOrders } from './customer/customer.entity.js';
import { OrdersModule } from './generated/module.js';
import { migrations } from './migrations/index.js';
import { Orders } from './order/order.entity.js';
import { OrderQueries } from './order/order.queries.js';
import { PlaceOrder } from './place-order/place-order.handler.js';
import { StockOutcomeConsumer } from './stock-outcome/stock-outcome.consumer.js';

/** The orders service. */
export const orders = OrdersModule.register({
  queries: OrderQueries,
  entities: { Order: Orders, Customer: CustomerOrders },
  commands: { placeOrder: PlaceOrder, cancelOrder: CancelOrder },
  consumers: [StockOutcomeConsumer],
  migrations,
});
