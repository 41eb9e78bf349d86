import { expect, test } from 'vitest';
import { command, refused, same, testService, type GivenActor } from '@metamorphosis/testing';
import { orderPlaced } from '../generated/events.js';
import { orders } from '../orders.service.js';
import { PlaceOrder } from './place-order.handler.js';

const place = command(PlaceOrder, {
  input: { customerId: 'ada', lines: [{ productId: 'p1', quantity: 2 }] },
});

test('an order that is placed is told to the others under its new id', async () => {
  await using service = await testService(orders);
  await service.when(place).then({ __typename: 'Order', id: same('order') }, [
    orderPlaced({
      orderId: same('order'),
      customerId: 'ada',
      lines: [{ product: { id: 'p1' }, quantity: 2, price: null }],
      order: { id: same('order') },
    }),
  ]);
});

test('a sixth open order of a customer is rejected, and nothing is told', async () => {
  await using service = await testService(orders);
  await service
    .given(place, place, place, place, place)
    .when(place)
    .then({ __typename: 'TooManyOpenOrders', limit: 5, open: 5 });
});

test('an order of nothing, and of less than one piece, never reaches the log', async () => {
  await using service = await testService(orders);
  await service
    .when(command(PlaceOrder, { input: { customerId: 'ada', lines: [] } }))
    .then(refused('VALIDATION_FAILED', 'input.lines: must have at least 1 item, has 0'));
  const none = [{ productId: 'p1', quantity: 0 }];
  await service
    .when(command(PlaceOrder, { input: { customerId: 'ada', lines: none } }))
    .then(refused('VALIDATION_FAILED', 'input.lines[0].quantity: must be at least 1, got 0'));
});

test('who is known orders for themselves, and for others with the scope for it', async () => {
  await using service = await testService(orders);
  const lines = [{ productId: 'p1', quantity: 2 }];
  const placeAs = (actor: GivenActor) =>
    service.when(command(PlaceOrder, { input: { customerId: 'ada', lines } }, actor));
  expect((await placeAs({ subject: 'ada' }).result()).state).toBe('SUCCEEDED');
  const clerk = { subject: 'clerk', scopes: ['orders:any'] };
  expect((await placeAs(clerk).result()).state).toBe('SUCCEEDED');
  await placeAs({ subject: 'grace' }).then(refused('UNAUTHORIZED', 'an order of another customer'));
});
