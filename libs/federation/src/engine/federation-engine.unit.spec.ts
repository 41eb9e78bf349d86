import { getIntrospectionQuery, graphqlSync } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import type { Overrides } from '../testing/shop.js';
import { SubgraphServer } from '../testing/subgraph-server.js';
import { withShop, type Run } from '../testing/with-shop.js';
import { createEngine } from './federation-engine.js';

const errorAt = (path: readonly (string | number)[], code?: string): unknown =>
  expect.objectContaining({
    path,
    ...(code !== undefined && { extensions: expect.objectContaining({ code }) as unknown }),
  });

describe('a query', () => {
  it('joins three services, through lists', () =>
    withShop(async ({ run }) => {
      const query = `{ order(id: "o1") { id customer { name } lines { quantity product { name inStock } } } }`;
      expect(await run(query)).toEqual({
        data: {
          order: {
            id: 'o1',
            customer: { name: 'Ada' },
            lines: [
              { quantity: 1, product: { name: 'Product p1', inStock: 0 } },
              { quantity: 2, product: { name: 'Product p2', inStock: 10 } },
            ],
          },
        },
      });
    }));

  it('asks for an entity once, however often it appears', () =>
    withShop(async ({ run, shop }) => {
      await run(`{ orders { customer { name } lines { product { name } } } }`);
      const [request] = shop.customers.received;
      expect(request?.variables['representations']).toHaveLength(2);
      expect(shop.inventory.received).toHaveLength(1);
      expect(shop.inventory.received[0]?.variables['representations']).toHaveLength(2);
    }));

  it('follows unions, interfaces and named fragments to the right types', () =>
    withShop(async ({ run }) => {
      const query = `
        query { search(text: "x") { __typename ...P ... on Bundle { discount products { name } } } orders { top { ...P kind: __typename } } }
        fragment P on Product { name ... on Node { id } }`;
      expect(await run(query)).toEqual({
        data: {
          search: [
            { __typename: 'Product', name: 'Product p1', id: 'p1' },
            {
              __typename: 'Bundle',
              discount: 0.5,
              products: [{ name: 'Product p1' }, { name: 'Product p2' }],
            },
            { __typename: 'Product', name: 'Product p3', id: 'p3' },
          ],
          orders: [
            { top: { name: 'Product p2', id: 'p2', kind: 'Product' } },
            { top: { kind: 'Bundle' } },
            { top: null },
          ],
        },
      });
    }));

  it('may name its fields as keys and required fields are named', () =>
    withShop(async ({ run }) => {
      const query = `{ product(id: "p1") { id: name price: weight(unit: GRAM) weight: inStock shipping } order(id: "o1") { customer { id: name orders { id } } } }`;
      expect(await run(query)).toEqual({
        data: {
          product: { id: 'Product p1', price: 2000, weight: 0, shipping: 102 },
          order: { customer: { id: 'Ada', orders: [{ id: 'o1' }, { id: 'o2' }] } },
        },
      });
    }));

  it('includes what its variables say', () =>
    withShop(async ({ run, shop }) => {
      const query = `query Q($with: Boolean!) { customer(id: "ada") { name ... @include(if: $with) { orders { id } } email @skip(if: $with) } }`;
      expect(await run(query, { with: false })).toEqual({
        data: { customer: { name: 'Ada', email: 'ada@example.org' } },
      });
      expect(shop.orders.received).toHaveLength(0);
      expect(await run(query, { with: true })).toEqual({
        data: { customer: { name: 'Ada', orders: [{ id: 'o1' }, { id: 'o2' }] } },
      });
    }));

  it('is introspected without any subgraph', () =>
    withShop(async ({ run, engine, shop }) => {
      const source = getIntrospectionQuery();
      const expected = JSON.parse(
        JSON.stringify(graphqlSync({ schema: engine.schema, source })),
      ) as unknown;
      expect(await run(source)).toEqual(expected);
      const mixed = await run(
        `query Q($n: String!) { t: __type(name: $n) { n: name } __typename a: __typename }`,
        { n: 'Order' },
      );
      expect(mixed).toEqual({ data: { t: { n: 'Order' }, __typename: 'Query', a: 'Query' } });
      expect(shop.all.flatMap(({ received }) => received)).toEqual([]);
    }));

  it('hides what is inaccessible', () =>
    withShop(async ({ run }) => {
      expect(await run(`{ _commandUpdate(id: "x") }`)).toEqual({
        errors: [
          expect.objectContaining({
            message: 'Cannot query field "_commandUpdate" on type "Query".',
            extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
          }),
        ],
      });
    }));

  it('carries the headers of its context to every subgraph', () =>
    withShop(async ({ engine, shop }) => {
      const prepared = engine.prepare(`{ order(id: "o1") { customer { name } } }`);
      if (!prepared.ok) throw new Error('refused');
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      await prepared.operation.execute({}, { headers: { traceparent } });
      for (const { received } of [shop.orders, shop.customers]) {
        expect(received[0]?.headers['traceparent']).toBe(traceparent);
      }
    }));
});

describe('a mutation', () => {
  it('runs its fields one after the other, and joins what they return', () =>
    withShop(async ({ run, shop }) => {
      const query = `mutation M($input: PlaceOrderInput!) {
        first: note(text: "1")
        placeOrder(input: $input) { ... on Order { customer { name } } ... on TooManyOpenOrders { limit } }
        second: note(text: "2")
      }`;
      const input = { customerId: 'ada', lines: [{ productId: 'p1' }] };
      const answer = (await run(query, { input })) as { data: object };
      expect(answer).toEqual({
        data: { first: '1', placeOrder: { customer: { name: 'Ada' } }, second: '2' },
      });
      expect(Object.keys(answer.data)).toEqual(['first', 'placeOrder', 'second']);
      // Defaults of input fields are filled in as graphql-js does it.
      const [sent] = Object.values(shop.orders.received[0]?.variables ?? {});
      expect(sent).toEqual({ customerId: 'ada', lines: [{ productId: 'p1', quantity: 1 }] });
    }));

  it('is sent once, also when the subgraph breaks off', () =>
    withShop(async ({ run, shop }) => {
      shop.orders.breakOff = true;
      const answer = await run(`mutation { note(text: "1") }`);
      expect(answer).toEqual({
        data: null,
        errors: [errorAt(['note'], 'SUBGRAPH_UNAVAILABLE')],
      });
      expect(shop.orders.received).toHaveLength(1);
    }));
});

describe('mutations of several services', () => {
  const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

  it.each([
    ['are all begun when one that may be null fails', 'maybe', ['maybe', 'after']],
    ['end with a required one that fails', 'required', ['required']],
  ])('%s', async (_name, field, begun) => {
    const called: string[] = [];
    const fail = (name: string) => () => {
      called.push(name);
      throw new Error('no');
    };
    await using one = await SubgraphServer.start(
      'one',
      `${LINK} type Query { one: Int } type Mutation { maybe: Int required: Int! }`,
      { Mutation: { maybe: fail('maybe'), required: fail('required') } },
    );
    await using two = await SubgraphServer.start(
      'two',
      `${LINK} type Query { two: Int } type Mutation { after: Int }`,
      { Mutation: { after: () => called.push('after') } },
    );
    const definitions = [one, two].map(({ name, url, sdl }) => ({ name, url, sdl }));
    await using engine = await createEngine({ supergraph: composeLocally(definitions) });
    const prepared = engine.prepare(`mutation { ${field} after }`);
    if (!prepared.ok) throw new Error('refused');
    await prepared.operation.execute({}, {});
    expect(called).toEqual(begun);
  });
});

describe('an error', () => {
  const secretEmail: Overrides = {
    Customer: {
      email: ({ id, email }: { id: string; email: string }) => {
        if (id === 'ada') throw new Error('secret');
        return email;
      },
    },
  };

  it('stands at every place of the entity that failed, under the names of the client', () =>
    withShop(async ({ run }) => {
      const answer = await run(`{ list: orders { id buyer: customer { mail: email } } }`);
      expect(answer).toEqual({
        data: {
          list: [
            { id: 'o1', buyer: { mail: null } },
            { id: 'o2', buyer: { mail: null } },
            { id: 'o3', buyer: { mail: null } },
          ],
        },
        errors: [errorAt(['list', 0, 'buyer', 'mail']), errorAt(['list', 1, 'buyer', 'mail'])],
      });
    }, secretEmail));

  it('of a required field empties the nearest place that may be empty', () =>
    withShop(
      async ({ run }) => {
        const answer = await run(`{ customers { id first { id total } } }`);
        expect(answer).toEqual({
          data: {
            customers: [
              { id: 'ada', first: { id: 'o1', total: 500 } },
              { id: 'grace', first: null },
              { id: 'alan', first: null },
            ],
          },
          errors: [errorAt(['customers', 1, 'first', 'total'])],
        });
      },
      {
        Order: {
          total: ({ id, total }: { id: string; total: number }) => {
            if (id === 'o3') throw new Error('not counted yet');
            return total;
          },
        },
      },
    ));

  it('keeps its extensions: codes are public', () =>
    withShop(
      async ({ run }) => {
        const answer = (await run(`mutation { note(text: "late") }`)) as { errors: unknown[] };
        expect(answer.errors).toEqual([
          {
            message: 'no outcome',
            path: ['note'],
            extensions: { code: 'RESULT_TIMEOUT', commandId: 'orders.1' },
          },
        ]);
      },
      {
        Mutation: {
          note: () => {
            throw Object.assign(new Error('no outcome'), {
              extensions: { code: 'RESULT_TIMEOUT', commandId: 'orders.1' },
            });
          },
        },
      },
    ));

  it('tells where a subgraph that is away is missed, and the rest is answered', () =>
    withShop(async ({ run, shop }) => {
      await shop.customers[Symbol.asyncDispose]();
      expect(
        await run(`{ orders { id customer { id name } } customer(id: "ada") { name } }`),
      ).toEqual({
        data: {
          orders: [
            { id: 'o1', customer: null },
            { id: 'o2', customer: null },
            { id: 'o3', customer: null },
          ],
          customer: null,
        },
        errors: expect.arrayContaining([
          errorAt(['customer'], 'SUBGRAPH_UNAVAILABLE'),
          errorAt(['orders', 0, 'customer'], 'SUBGRAPH_UNAVAILABLE'),
          errorAt(['orders', 1, 'customer'], 'SUBGRAPH_UNAVAILABLE'),
          errorAt(['orders', 2, 'customer'], 'SUBGRAPH_UNAVAILABLE'),
        ]) as unknown,
      });
    }));

  it.each([
    ['an enum value that clients do not know', { status: 'SECRET' }, ['status']],
    ['a number that is none', { status: 'PENDING', total: 'many' }, []],
    ['a list that is none', { status: 'PENDING', total: 1, lines: 'none' }, []],
  ])('stands where a subgraph answered %s', (_name, fields, path) =>
    withShop(async ({ run, shop }) => {
      const order = { id: 'o1', total: 1, lines: [], ...fields };
      shop.orders.answer = (query) => ({
        data: { [/(\w+):order/.exec(query)?.[1] ?? 'order']: order },
      });
      const answer = (await run(`{ order(id: "o1") { id status total lines { quantity } } }`)) as {
        data: unknown;
        errors: { path: unknown[]; extensions: unknown }[];
      };
      expect(answer.errors).toHaveLength(1);
      expect(answer.errors[0]?.path.slice(0, 1 + path.length)).toEqual(['order', ...path]);
      expect(answer.errors[0]?.extensions).toEqual({ code: 'SUBGRAPH_INVALID_RESPONSE' });
    }),
  );

  it.each([
    ['no JSON', 200, '<html>'],
    ['nothing of GraphQL', 200, '{"ok":true}'],
    ['an error page', 502, 'Bad gateway'],
  ])('is made of a subgraph that answers %s', (_name, status, body) =>
    withShop(async ({ run, shop }) => {
      shop.customers.override = { status, body };
      const code = status === 502 ? 'SUBGRAPH_UNAVAILABLE' : 'SUBGRAPH_INVALID_RESPONSE';
      expect(await run(`{ customer(id: "ada") { name } }`)).toEqual({
        data: { customer: null },
        errors: [errorAt(['customer'], code)],
      });
    }),
  );
});

describe('a request that cannot be executed', () => {
  const refused = async (run: Run, ...request: Parameters<Run>): Promise<unknown> => {
    const answer = (await run(...request)) as { errors: { extensions: { code: string } }[] };
    expect(Object.keys(answer)).toEqual(['errors']);
    return answer.errors[0]?.extensions.code;
  };

  it('is refused with a code before anybody is asked', () =>
    withShop(async ({ run, shop }) => {
      expect(await refused(run, '{ order(')).toBe('GRAPHQL_PARSE_FAILED');
      expect(await refused(run, '{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
      const withVariable = 'query Q($first: Int!) { products(first: $first) { id } }';
      expect(await refused(run, withVariable, { first: 'x' })).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(await refused(run, withVariable, {})).toBe('GRAPHQL_VALIDATION_FAILED');
      expect(await refused(run, 'query A { __typename } query B { __typename }')).toBe(
        'BAD_REQUEST',
      );
      expect(shop.all.flatMap(({ received }) => received)).toEqual([]);
    }));

  it('says what is wrong with a variable in the words of graphql-js', () =>
    withShop(async ({ run }) => {
      const query = 'query Q($first: Int!) { products(first: $first) { id } }';
      expect(await run(query, { first: 2.5 })).toEqual({
        errors: [
          expect.objectContaining({
            message:
              'Variable "$first" got invalid value 2.5; Int cannot represent non-integer value: 2.5',
          }),
        ],
      });
    }));
});
