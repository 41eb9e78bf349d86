import { describe, expect, test } from 'vitest';
import { orderOf, PLACE, PLACE_ASYNC, RESULT } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';
import { openLedger } from './ledger.js';

describe.each(STACKS)('on %s', (stack) => {
  test('while inventory stands still, 20 orders of one customer at once: 5 are accepted, 15 rejected', async () => {
    await using platform = await Platform.start(stack, { without: ['inventory'] });
    const input = orderOf('ada');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => platform.ask(PLACE, { input })),
    );
    const kinds = answers.map((data) => data.placeOrder.__typename as string);
    expect(kinds.filter((kind) => kind === 'Order')).toHaveLength(5);
    expect(
      answers.filter((data) => data.placeOrder.__typename === 'TooManyOpenOrders'),
    ).toHaveLength(15);
    for (const { placeOrder } of answers) {
      if (placeOrder.__typename !== 'Order')
        expect(placeOrder).toMatchObject({ limit: 5, open: 5 });
    }
    // It comes back, and finds what it was owed.
    await platform.nodes.inventory.start();
    await until(
      'the orders are confirmed',
      () => platform.ask('{ customer(id: "ada") { orders { edges { node { status } } } } }'),
      (data) =>
        data.customer.orders.edges.every(
          (e: { node: { status: string } }) => e.node.status === 'CONFIRMED',
        ),
    );
  });

  test('without a worker a call ends in RESULT_TIMEOUT with the id, by which its result is fetched later', async () => {
    await using platform = await Platform.start(stack, { without: ['orders'] });
    const late = await platform.tell(PLACE, { input: orderOf('ada') });
    expect(late.errors?.[0]).toMatchObject({
      path: ['placeOrder'],
      extensions: { code: 'RESULT_TIMEOUT', commandId: expect.stringMatching(/^orders\./) },
    });
    const id = late.errors?.[0]?.extensions?.['commandId'];
    expect((await platform.ask(RESULT, { id })).placeOrderResult.state).toBe('ACCEPTED');
    await platform.nodes.orders.start();
    const { placeOrderResult } = await until(
      'the outcome is there',
      () => platform.ask(RESULT, { id }),
      (data) => data.placeOrderResult.state === 'SUCCEEDED',
    );
    expect(placeOrderResult.result).toMatchObject({ __typename: 'Order' });
  });

  test('SIGTERM lets a worker finish what it has in hand; the next one goes on, and nothing is handled twice', async () => {
    await using platform = await Platform.start(stack);
    const receipts = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        platform.ask(PLACE_ASYNC, { input: orderOf(`leaving-${n}`, 'p4') }),
      ),
    );
    expect(await platform.nodes.orders.stop()).toBe(0);
    await platform.nodes.orders.start();
    const outcomes = await Promise.all(
      receipts.map(({ placeOrderAsync: { commandId } }) =>
        until(
          `command ${commandId} has ended`,
          () => platform.ask(RESULT, { id: commandId }),
          (data) => data.placeOrderResult.state === 'SUCCEEDED',
        ),
      ),
    );
    expect(new Set(outcomes.map((data) => data.placeOrderResult.result.id)).size).toBe(60);
    await using ledger = openLedger(platform);
    expect(await ledger.orders()).toHaveLength(60);
  });
});
