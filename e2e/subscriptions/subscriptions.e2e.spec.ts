import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderOf, PLACE, PLACE_ASYNC } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';

const PLACED = /* GraphQL */ `
  subscription Placed($customer: ID) {
    orderPlaced(customerId: $customer) {
      orderId
      customerId
      lines {
        quantity
        product {
          name
          price
        }
      }
      order {
        status
        customer {
          name
          email
        }
      }
    }
  }
`;

const CHANGED = /* GraphQL */ `
  subscription Changed($order: ID, $customer: ID) {
    orderStatusChanged(orderId: $order, customerId: $customer) {
      orderId
      status
      total
      order {
        lines {
          price
        }
      }
    }
  }
`;

const RESULT_STREAM = /* GraphQL */ `
  subscription Result($id: ID!) {
    placeOrderResult(commandId: $id) {
      state
      result {
        __typename
        ... on Order {
          id
          customer {
            name
          }
        }
      }
    }
  }
`;

describe.each(STACKS)('subscriptions on %s', (stack) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start(stack);
  });
  afterAll(() => (platform as Platform | undefined)?.[Symbol.asyncDispose]());

  const place = async (customer: string, product = 'p1'): Promise<string> =>
    (await platform.ask(PLACE, { input: orderOf(customer, product) })).placeOrder.id as string;

  test('orderPlaced delivers fields of all three services; a filter holds back the others', async () => {
    const subscriber = platform.subscriber();
    await using all = await subscriber.subscribe(PLACED);
    await using graces = await platform.subscriber().subscribe(PLACED, { customer: 'grace' });
    const [adas, gracesOrder] = [await place('ada'), await place('grace', 'p2')];
    const first = (await all.next()).data.orderPlaced;
    const second = (await all.next()).data.orderPlaced;
    expect([first.orderId, second.orderId].sort()).toEqual([adas, gracesOrder].sort());
    const ada = first.orderId === adas ? first : second;
    expect(ada).toMatchObject({
      customerId: 'ada',
      lines: [{ quantity: 1, product: { name: 'Notebook', price: 450 } }],
      order: { customer: { name: 'Ada Lovelace', email: 'ada@example.org' } },
    });
    expect((await graces.next()).data.orderPlaced.orderId).toBe(gracesOrder);
    expect(graces.waiting).toEqual([]);
  });

  test('orderStatusChanged shows how the chain ends', async () => {
    await using changes = await platform.subscriber().subscribe(CHANGED, { customer: 'alan' });
    const orderId = await place('alan', 'p3');
    const { orderStatusChanged } = (await changes.next()).data;
    expect(orderStatusChanged).toEqual({
      orderId,
      status: 'CONFIRMED',
      total: 890,
      order: { lines: [{ price: 890 }] },
    });
  });

  test('a result can be subscribed to before and after the outcome', async () => {
    const { placeOrderAsync } = await platform.ask(PLACE_ASYNC, { input: orderOf('grace', 'p4') });
    const id = placeOrderAsync.commandId as string;
    const outcomeOf = async (): Promise<unknown> => {
      await using stream = await platform.subscriber().subscribe(RESULT_STREAM, { id });
      for (;;) {
        const answer = await stream.next();
        expect(answer.errors).toBeUndefined();
        const update = answer.data.placeOrderResult;
        if (!['ACCEPTED', 'STARTED', 'RETRYING'].includes(update.state)) {
          await stream.done;
          return update;
        }
      }
    };
    const outcome = {
      state: 'SUCCEEDED',
      result: { __typename: 'Order', id: expect.any(String), customer: { name: 'Grace Hopper' } },
    };
    expect(await outcomeOf()).toEqual(outcome);
    expect(await outcomeOf()).toEqual(outcome);
  });

  test('the result of an unknown command is an error with a code', async () => {
    await using stream = await platform.subscriber().subscribe(RESULT_STREAM, {
      id: 'orders.0192f0c1-2345-7890-abcd-ef0123456789',
    });
    expect((await stream.next()).errors?.[0]?.extensions).toMatchObject({
      code: 'COMMAND_UNKNOWN',
    });
  });

  test('stockChanged follows a restock', async () => {
    await using stock = await platform
      .subscriber()
      .subscribe(
        'subscription S { stockChanged(productId: "p5") { inStock product { name inStock } } }',
      );
    const { restock } = await platform.ask(
      'mutation { restock(input: { productId: "p5", quantity: 7 }) { name inStock } }',
    );
    expect((await stock.next()).data.stockChanged).toEqual({
      inStock: restock.inStock,
      product: restock,
    });
  });

  test('a cursor brings back what was missed, once', async () => {
    const first = await platform.subscriber().subscribe(PLACED, { customer: 'cursor' });
    await place('cursor');
    const seen = (await first.next()) as unknown as { extensions: { cursor: string } };
    await first[Symbol.asyncDispose]();
    const missed = [await place('cursor'), await place('cursor')];
    await using resumed = await platform
      .subscriber()
      .subscribe(PLACED, { customer: 'cursor' }, { cursor: seen.extensions.cursor });
    const got = [await resumed.next(), await resumed.next()].map(
      (a) => a.data.orderPlaced.orderId as string,
    );
    expect(got.sort()).toEqual([...missed].sort());
    const live = await place('cursor');
    expect((await resumed.next()).data.orderPlaced.orderId).toBe(live);
    expect(resumed.waiting).toEqual([]);
  });

  test('a forged cursor is refused', async () => {
    await using stream = await platform.subscriber().subscribe(PLACED, {}, { cursor: 'forged' });
    expect((await stream.next()).errors?.[0]?.extensions).toMatchObject({ code: 'CURSOR_INVALID' });
  });
});
