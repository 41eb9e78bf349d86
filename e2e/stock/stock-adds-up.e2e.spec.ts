import { describe, expect, test } from 'vitest';
import { STOCK } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

const TIMES = 200;

/** Places an order and takes it back with one request: nothing has been reserved yet, or everything, or it is under way. */
const PLACE_ASYNC = `mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on Order { id } } }`;
const CANCEL = `mutation C($id: ID!) { cancelOrder(input: { orderId: $id }) { __typename ... on Order { status } } }`;

describe.each(STACKS)('on %s', (stack) => {
  test('orders that are taken back at once, 200 times, give every piece back', async () => {
    await using platform = await Platform.start(stack);
    const customer = (n: number): string => `customer-${n % 40}`;
    const placeAndCancel = async (n: number): Promise<void> => {
      const input = {
        customerId: customer(n),
        lines: [
          { productId: 'p1', quantity: 1 },
          { productId: 'p2', quantity: 2 },
        ],
      };
      const { placeOrder } = await platform.ask(PLACE_ASYNC, { input });
      expect(placeOrder.__typename).toBe('Order');
      const { cancelOrder } = await platform.ask(CANCEL, { id: placeOrder.id });
      expect(['Order', 'NotCancellable']).toContain(cancelOrder.__typename);
    };
    for (let n = 0; n < TIMES; n += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => placeAndCancel(n + i)));
    }
    const stock = async (): Promise<unknown> =>
      Promise.all(
        ['p1', 'p2'].map(
          async (id) => (await platform.ask(STOCK, { id })).product.inStock as number,
        ),
      );
    await until('the stock adds up', stock, (found) => JSON.stringify(found) === '[100,100]');
    // A cancellation handled before its reservation would leave pieces reserved for good, or give back too many: the
    // products' own limit and a last look, once everything has been handled, show neither.
    await platform.ask('mutation { restock(input: { productId: "p1", quantity: 1 }) { id } }');
    expect(await stock()).toEqual([101, 100]);
  });
});
