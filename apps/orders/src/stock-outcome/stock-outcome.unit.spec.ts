import { expect, test } from 'vitest';
import {
  command,
  event,
  rejected,
  testService,
  type ServiceUnderTest,
} from '@metamorphosis/testing';
import { CancelOrder } from '../cancel-order/cancel-order.handler.js';
import { orderStatusChanged } from '../generated/events.js';
import { StockReserved, StockShort } from '../generated/external/inventory.js';
import { orders } from '../orders.service.js';
import { PlaceOrder } from '../place-order/place-order.handler.js';

/** Places an order of two pieces of p1; answers its id. */
async function placed(service: ServiceUnderTest): Promise<string> {
  const lines = [{ productId: 'p1', quantity: 2 }];
  const place = command(PlaceOrder, { input: { customerId: 'ada', lines } });
  const { outcome } = await service.when(place).result();
  return outcome?.__typename === 'Order' ? outcome.id : '';
}

const reserved = (orderId: string) =>
  event(StockReserved, { orderId, lines: [{ productId: 'p1', quantity: 2, price: 450 }] });

test('an order whose stock is reserved is confirmed at the prices of that time', async () => {
  await using service = await testService(orders);
  const orderId = await placed(service);
  await service.when(reserved(orderId)).then([
    orderStatusChanged({
      orderId,
      customerId: 'ada',
      status: 'CONFIRMED',
      reason: null,
      total: 900,
      order: { id: orderId },
    }),
  ]);
  const query = 'query ($id: ID!) { order(id: $id) { status total lines { quantity price } } }';
  expect(await service.ask(query, { id: orderId })).toEqual({
    data: { order: { status: 'CONFIRMED', total: 900, lines: [{ quantity: 2, price: 450 }] } },
  });
});

test('an order that was taken back stays so, whatever becomes of its stock', async () => {
  await using service = await testService(orders);
  const orderId = await placed(service);
  await service
    .given(command(CancelOrder, { input: { orderId } }))
    .when(reserved(orderId))
    .then([]);
});

test('an order that was refused cannot be taken back, and one that is not there neither', async () => {
  await using service = await testService(orders);
  const orderId = await placed(service);
  await service
    .given(event(StockShort, { orderId, reason: 'p1 is out of stock' }))
    .when(command(CancelOrder, { input: { orderId } }))
    .then({ __typename: 'NotCancellable', status: 'REFUSED' });
  await service
    .when(command(CancelOrder, { input: { orderId: 'nobody' } }))
    .then(rejected('ORDER_UNKNOWN', '"nobody"'));
});
