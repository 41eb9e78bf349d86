import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORDER, orderOf, PLACE, PLACE_ASYNC, RESULT, STOCK } from '../platform/documents.js';
import { Platform } from '../platform/platform.js';
import { STACKS } from '../platform/stack.js';
import { until } from '../platform/until.js';

describe.each(STACKS)('the main path on %s', (stack) => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start(stack);
  });
  afterAll(() => (platform as Platform | undefined)?.[Symbol.asyncDispose]());

  const register = async (name: string): Promise<string> => {
    const data = await platform.ask(
      `mutation R($input: RegisterCustomerInput!) { registerCustomer(input: $input) { ... on Customer { id name } } }`,
      { input: { name, email: `${name}@example.org` } },
    );
    return data.registerCustomer.id as string;
  };

  test('the seeds are there, once', async () => {
    const data = await platform.ask(
      '{ customers(first: 10) { edges { node { id name } } pageInfo { hasNextPage } } products { edges { node { id inStock } } } }',
    );
    expect(data.customers.edges.map((e: { node: { id: string } }) => e.node.id)).toEqual(
      expect.arrayContaining(['ada', 'alan', 'grace']),
    );
    expect(data.products.edges.map((e: { node: unknown }) => e.node)).toEqual(
      ['p1', 'p2', 'p3', 'p4', 'p5'].map((id) => ({ id, inStock: 100 })),
    );
  });

  test('a customer is registered, and an address that is taken says so', async () => {
    const id = await register('bettina');
    expect(
      await platform.ask('query C($id: ID!) { customer(id: $id) { name email } }', { id }),
    ).toEqual({
      customer: { name: 'bettina', email: 'bettina@example.org' },
    });
    const again = await platform.ask(
      `mutation { registerCustomer(input: { name: "B", email: "BETTINA@example.org" }) { __typename ... on EmailTaken { email } } }`,
    );
    expect(again.registerCustomer).toEqual({
      __typename: 'EmailTaken',
      email: 'BETTINA@example.org',
    });
  });

  test('placeOrder answers the order; the chain of the three services confirms it by itself', async () => {
    const before = (await platform.ask(STOCK, { id: 'p2' })).product.inStock as number;
    const { placeOrder } = await platform.ask(PLACE, { input: orderOf('ada', 'p2', 3) });
    expect(placeOrder).toMatchObject({ __typename: 'Order', id: expect.any(String) });
    const { order } = await until(
      'the order is confirmed',
      () => platform.ask(ORDER, { id: placeOrder.id }),
      (data) => data.order.status === 'CONFIRMED',
    );
    // One query joins all three services.
    expect(order).toEqual({
      status: 'CONFIRMED',
      reason: null,
      total: 9600,
      customer: { name: 'Ada Lovelace' },
      lines: [{ quantity: 3, price: 3200, product: { name: 'Fountain pen', price: 3200 } }],
    });
    expect((await platform.ask(STOCK, { id: 'p2' })).product.inStock).toBe(before - 3);
  });

  test('the answer of a mutation joins the services too', async () => {
    const data = await platform.ask(
      `mutation P($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on Order { customer { name orders(first: 1) { edges { node { lines { product { name } } } } } } } } }`,
      { input: orderOf('grace', 'p4') },
    );
    expect(data.placeOrder.customer).toEqual({
      name: 'Grace Hopper',
      orders: { edges: [{ node: { lines: [{ product: { name: 'Blotting paper' } }] } }] },
    });
  });

  test('an order that cannot be fulfilled is refused with the reason', async () => {
    const reasonOf = async (productId: string, quantity: number): Promise<string> => {
      const { placeOrder } = await platform.ask(PLACE, {
        input: orderOf('alan', productId, quantity),
      });
      const { order } = await until(
        'the order is refused',
        () => platform.ask(ORDER, { id: placeOrder.id }),
        (data) => data.order.status === 'REFUSED',
      );
      return order.reason as string;
    };
    expect(await reasonOf('p5', 1000)).toContain(
      '1000 of "Desk lamp" (p5) are wanted, 100 are in stock',
    );
    expect(await reasonOf('no-such', 1)).toBe('There is no product "no-such".');
  });

  test('unknown ids answer null without an error', async () => {
    const answer = await platform.tell(
      '{ order(id: "x") { id } customer(id: "x") { id } product(id: "x") { id } command(id: "orders.x") { id } }',
    );
    expect(answer.data).toMatchObject({ order: null, customer: null, product: null });
  });

  test('a validation error never reaches the log', async () => {
    const answer = await platform.tell(PLACE, { input: { customerId: 'ada', lines: [] } });
    expect(answer.errors?.[0]).toMatchObject({
      path: ['placeOrder'],
      message: 'input.lines: must have at least 1 item, has 0',
      extensions: {
        code: 'VALIDATION_FAILED',
        problems: [{ path: 'input.lines', rule: 'minItems', limit: 1 }],
      },
    });
  });

  test('placeOrderAsync answers a receipt, by which the result can be asked for', async () => {
    const { placeOrderAsync: receipt } = await platform.ask(PLACE_ASYNC, {
      input: orderOf('ada', 'p3'),
    });
    expect(receipt).toMatchObject({
      state: 'ACCEPTED',
      commandId: expect.stringMatching(/^orders\./),
    });
    const { placeOrderResult } = await until(
      'the outcome is there',
      () => platform.ask(RESULT, { id: receipt.commandId }),
      (data) => data.placeOrderResult?.state === 'SUCCEEDED',
    );
    expect(placeOrderResult).toMatchObject({
      commandId: receipt.commandId,
      result: { __typename: 'Order', id: expect.any(String) },
      error: null,
    });
    const { command } = await platform.ask(
      'query C($id: ID!) { command(id: $id) { id name state attempts error { code } } }',
      {
        id: receipt.commandId,
      },
    );
    expect(command).toMatchObject({
      id: receipt.commandId,
      state: 'SUCCEEDED',
      attempts: 1,
      error: null,
    });
  });

  test('the same idempotency key twice is one order and one answer; another input is refused', async () => {
    const customer = await register('carla');
    const input = orderOf(customer, 'p4');
    const first = await platform.ask(PLACE, { input, key: 'k-1' });
    const second = await platform.ask(PLACE, { input, key: 'k-1' });
    expect(second.placeOrder.id).toBe(first.placeOrder.id);
    const { customer: found } = await platform.ask(
      'query C($id: ID!) { customer(id: $id) { orders { edges { node { id } } } } }',
      { id: customer },
    );
    expect(found.orders.edges).toEqual([{ node: { id: first.placeOrder.id } }]);
    const other = await platform.tell(PLACE, { input: orderOf(customer, 'p4', 2), key: 'k-1' });
    expect(other.errors?.[0]).toMatchObject({
      path: ['placeOrder'],
      extensions: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  test('pages have cursors and at most a hundred entries', async () => {
    const page = await platform.ask(
      '{ products(first: 2) { edges { node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }',
    );
    expect(page.products.edges).toEqual([{ node: { id: 'p1' } }, { node: { id: 'p2' } }]);
    const next = await platform.ask(
      'query N($after: String) { products(first: 3, after: $after) { edges { node { id } } pageInfo { hasNextPage } } }',
      {
        after: page.products.pageInfo.endCursor,
      },
    );
    expect(next.products).toEqual({
      edges: ['p3', 'p4', 'p5'].map((id) => ({ node: { id } })),
      pageInfo: { hasNextPage: false },
    });
    const tooMany = await platform.tell('{ products(first: 101) { edges { cursor } } }');
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
