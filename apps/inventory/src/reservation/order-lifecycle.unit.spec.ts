import { test } from 'vitest';
import { command, event, testService } from '@metamorphosis/testing';
import { stockChanged, stockReserved, stockShort } from '../generated/events.js';
import { OrderPlaced, OrderStatusChanged } from '../generated/external/orders.js';
import { inventory } from '../inventory.service.js';
import { Restock } from '../restock/restock.handler.js';

const placed = (orderId: string, quantity: number) =>
  event(OrderPlaced, {
    orderId,
    customerId: 'ada',
    lines: [{ product: { id: 'p1' }, quantity, price: null }],
    order: { id: orderId },
  });

test('pieces are set aside for an order, and are back once it is taken back', async () => {
  await using service = await testService(inventory, { seed: true });
  await service
    .when(placed('o1', 3))
    .then([
      stockReserved({ orderId: 'o1', lines: [{ productId: 'p1', quantity: 3, price: 450 }] }),
      stockChanged({ productId: 'p1', inStock: 97, product: { id: 'p1' } }),
    ]);
  const cancelled = event(OrderStatusChanged, {
    orderId: 'o1',
    customerId: 'ada',
    status: 'CANCELLED',
    reason: null,
    total: null,
    order: { id: 'o1' },
  });
  await service
    .when(cancelled)
    .then([stockChanged({ productId: 'p1', inStock: 100, product: { id: 'p1' } })]);
});

test('an event that comes twice reserves once', async () => {
  await using service = await testService(inventory, { seed: true });
  const twice = { ...placed('o1', 3), facts: { id: 'e1' } };
  await service.given(twice).when(twice).then([]);
});

test('an order of more than there is takes nothing, until more has come in', async () => {
  await using service = await testService(inventory, { seed: true });
  const reason = '101 of "Notebook" (p1) are wanted, 100 are in stock.';
  await service.when(placed('o1', 101)).then([stockShort({ orderId: 'o1', reason })]);
  await service
    .given(command(Restock, { input: { productId: 'p1', quantity: 1 } }))
    .when(placed('o2', 101))
    .then([
      stockReserved({ orderId: 'o2', lines: [{ productId: 'p1', quantity: 101, price: 450 }] }),
      stockChanged({ productId: 'p1', inStock: 0, product: { id: 'p1' } }),
    ]);
});
