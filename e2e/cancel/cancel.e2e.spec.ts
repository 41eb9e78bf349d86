import { describe, expect, test } from 'vitest';
import { orderOf, PLACE, PLACE_ASYNC, RESULT } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

const CANCEL = /* GraphQL */ `
  mutation Cancel($id: ID!) {
    cancelCommand(id: $id) {
      id
      name
      state
      attempts
      error {
        code
      }
    }
  }
`;
const ORDERS = /* GraphQL */ `
  query Orders($id: ID!) {
    customer(id: $id) {
      orders {
        edges {
          node {
            id
          }
        }
      }
    }
  }
`;

describe.each(STACKS)('cancelling on %s', (stack) => {
  test('what is cancelled while no worker runs leaves nothing behind; what has succeeded stays', async () => {
    await using platform = await Platform.start(stack, { without: ['orders'] });
    const input = orderOf('ada');
    const { placeOrderAsync } = await platform.ask(PLACE_ASYNC, { input, key: 'unwanted' });
    const id = placeOrderAsync.commandId as string;
    // Another caller waits for the same command.
    const waiting = platform.tell(PLACE, { input, key: 'unwanted' });

    const { cancelCommand } = await platform.ask(CANCEL, { id });
    expect(cancelCommand).toEqual({
      id,
      name: 'orders.placeOrder',
      state: 'REJECTED',
      attempts: 0,
      error: { code: 'CANCELLED' },
    });
    expect((await platform.tell(CANCEL, { id })).errors?.[0]?.extensions).toMatchObject({
      code: 'TOO_LATE',
    });
    expect((await platform.ask(RESULT, { id })).placeOrderResult).toMatchObject({
      state: 'REJECTED',
      result: null,
    });

    await platform.nodes.orders.start();
    expect((await waiting).errors?.[0]?.extensions).toMatchObject({
      code: 'CANCELLED',
      commandId: id,
    });
    // A command behind it in the same lane is carried out: the cancelled one was reached before.
    const after = await platform.ask(PLACE, { input });
    expect(after.placeOrder).toMatchObject({ __typename: 'Order' });
    const { customer } = await until(
      'the order is there',
      () => platform.ask(ORDERS, { id: 'ada' }),
      (data) => data.customer.orders.edges.length > 0,
    );
    expect(customer.orders.edges).toEqual([{ node: { id: after.placeOrder.id } }]);

    const done = await platform.ask(PLACE_ASYNC, { input });
    await until(
      'the order is placed',
      () => platform.ask(RESULT, { id: done.placeOrderAsync.commandId }),
      (data) => data.placeOrderResult.state === 'SUCCEEDED',
    );
    const late = await platform.tell(CANCEL, { id: done.placeOrderAsync.commandId });
    expect(late).toMatchObject({
      data: { cancelCommand: null },
      errors: [{ path: ['cancelCommand'], extensions: { code: 'TOO_LATE' } }],
    });
  });
});
