import { describe, expect, it } from 'vitest';
import { startGateway } from '../testing/start-gateway.js';
import { Watch } from '../testing/watch.js';

const PLACED = `subscription Placed($customer: ID) {
  orderPlaced(customerId: $customer) { orderId order { total customer { name } } }
}`;

describe('event subscriptions', () => {
  it('deliver an event with fields of other services', async () => {
    const bed = await startGateway();
    const watch = new Watch(bed.client(), { query: PLACED });
    await watch.opened();
    await bed.publish('OrderPlaced', { orderId: 'ada-1', customerId: 'ada', order: { id: 'ada-1' } });
    expect(await watch.next()).toMatchObject({
      data: { orderPlaced: { orderId: 'ada-1', order: { total: 500, customer: { name: 'Ada' } } } },
    });
  });
});
