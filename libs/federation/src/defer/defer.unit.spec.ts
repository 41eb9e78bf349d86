import { introspectionFromSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { allParts, inParts } from '../testing/in-parts.js';
import type { Overrides } from '../testing/shop.js';
import { withShop } from '../testing/with-shop.js';

/** Lets the test decide when customers are answered. */
function held(): { release: () => void; overrides: Overrides } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const name = (customer: { id: string }): unknown => promise.then(() => `Name of ${customer.id}`);
  return { release: resolve, overrides: { Customer: { name } } };
}

describe('a deferred fragment', () => {
  it('is told when its subgraph has answered; what is not deferred does not wait for it', async () => {
    const { release, overrides } = held();
    await withShop(async ({ engine }) => {
      const query = `{ order(id: "o1") { total ... @defer(label: "who") { customer { name } } } }`;
      const payloads = inParts(engine, query);
      expect((await payloads.next()).value).toEqual({
        data: { order: { total: 500 } },
        hasNext: true,
      });
      const next = payloads.next();
      release();
      expect((await next).value).toEqual({
        incremental: [
          { label: 'who', path: ['order'], data: { customer: { name: 'Name of ada' } } },
        ],
        hasNext: false,
      });
      expect((await payloads.next()).done).toBe(true);
    }, overrides);
  });

  it('is told of each object of a list, with its place', () =>
    withShop(async ({ engine, shop }) => {
      const query = `{ all: orders { id ...Who @defer } } fragment Who on Order { customer { name } }`;
      expect(await allParts(engine, query)).toEqual([
        { data: { all: [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }] }, hasNext: true },
        {
          incremental: [
            { path: ['all', 0], data: { customer: { name: 'Ada' } } },
            { path: ['all', 1], data: { customer: { name: 'Ada' } } },
            { path: ['all', 2], data: { customer: { name: 'Grace' } } },
          ],
          hasNext: false,
        },
      ]);
      // Entities of all places are still asked for together, and each once.
      expect(shop.customers.received).toHaveLength(1);
      expect(shop.customers.received[0]?.variables['representations']).toHaveLength(2);
    }));

  it('may hold another, which is told behind it', () =>
    withShop(async ({ engine }) => {
      const query = `{ customer(id: "ada") { name ... @defer(label: "outer") {
        orders { id ... @defer(label: "inner") { lines { product { name } } } } } } }`;
      const payloads = await allParts(engine, query);
      expect(payloads[0]).toEqual({ data: { customer: { name: 'Ada' } }, hasNext: true });
      expect(payloads.at(-1)?.hasNext).toBe(false);
      const pieces = payloads.flatMap(({ incremental = [] }) => incremental);
      expect(pieces).toEqual([
        { label: 'outer', path: ['customer'], data: { orders: [{ id: 'o1' }, { id: 'o2' }] } },
        {
          label: 'inner',
          path: ['customer', 'orders', 0],
          data: {
            lines: [{ product: { name: 'Product p1' } }, { product: { name: 'Product p2' } }],
          },
        },
        {
          label: 'inner',
          path: ['customer', 'orders', 1],
          data: { lines: [{ product: { name: 'Product p1' } }] },
        },
      ]);
    }));

  it('may stand on the root of a query, under an alias of its field, and twice in a fragment', () =>
    withShop(async ({ engine }) => {
      const query = `
        { ... @defer(label: "root") { ada: customer(id: "ada") { ...Mail } } b: customer(id: "alan") { ...Mail } }
        fragment Mail on Customer { id ... @defer { address: email } }`;
      const payloads = await allParts(engine, query);
      expect(payloads[0]).toEqual({ data: { b: { id: 'alan' } }, hasNext: true });
      const pieces = payloads.flatMap(({ incremental = [] }) => incremental);
      expect(pieces).toHaveLength(3);
      expect(pieces).toEqual(
        expect.arrayContaining([
          { label: 'root', path: [], data: { ada: { id: 'ada' } } },
          { path: ['ada'], data: { address: 'ada@example.org' } },
          { path: ['b'], data: { address: 'alan@example.org' } },
        ]),
      );
    }));

  it('follows types: nothing is told of objects that it is not about', () =>
    withShop(async ({ engine }) => {
      const query = `{ search(text: "x") { __typename ... on Bundle @defer { discount } ... on Product { ... @defer { shipping } } } }`;
      const payloads = await allParts(engine, query);
      expect(payloads.flatMap(({ incremental = [] }) => incremental)).toEqual(
        expect.arrayContaining([
          { path: ['search', 0], data: { shipping: 102 } },
          { path: ['search', 1], data: { discount: 0.5 } },
          { path: ['search', 2], data: { shipping: null } },
        ]),
      );
    }));

  it('of an object that is not there is never told', () =>
    withShop(async ({ engine }) => {
      const query = `{ customer(id: "nobody") { id ... @defer { orders { id } } } }`;
      expect(await allParts(engine, query)).toEqual([{ data: { customer: null }, hasNext: false }]);
    }));
});

describe('whether something is deferred', () => {
  const query = `query Q($later: Boolean!, $with: Boolean = true) {
    customer(id: "ada") { name ... @include(if: $with) @defer(if: $later) { orders { id } } } }`;
  const orders = [{ id: 'o1' }, { id: 'o2' }];

  it('may be decided by a variable', () =>
    withShop(async ({ engine }) => {
      expect(await allParts(engine, query, { later: false })).toEqual([
        { data: { customer: { name: 'Ada', orders } } },
      ]);
      expect(await allParts(engine, query, { later: true })).toEqual([
        { data: { customer: { name: 'Ada' } }, hasNext: true },
        { incremental: [{ path: ['customer'], data: { orders } }], hasNext: false },
      ]);
      expect(await allParts(engine, query, { later: true, with: false })).toEqual([
        { data: { customer: { name: 'Ada' } }, hasNext: false },
      ]);
    }));

  it('means nothing to who asks for the whole answer', () =>
    withShop(async ({ run }) => {
      const answers = [run(query, { later: true }), run(query, { later: false })];
      for (const answer of answers) {
        expect(await answer).toEqual({ data: { customer: { name: 'Ada', orders } } });
      }
    }));

  it('holds without a value for a variable that needs none, as the directive says', () =>
    withShop(async ({ engine }) => {
      const optional = `query Q($later: Boolean) { customer(id: "ada") { name ... @defer(if: $later) { email } } }`;
      expect(await allParts(engine, optional)).toHaveLength(2);
      expect(await allParts(engine, optional, { later: false })).toHaveLength(1);
    }));

  it('is left to what the planner can: other parts still come later', () =>
    withShop(async ({ engine }) => {
      const requires = `... @defer { orders { lines { product { shipping } } } }`;
      const orders = [
        { lines: [{ product: { shipping: 102 } }, { product: { shipping: 202 } }] },
        { lines: [{ product: { shipping: 102 } }] },
      ];
      expect(await allParts(engine, `{ customer(id: "ada") { name ${requires} } }`)).toEqual([
        { data: { customer: { name: 'Ada', orders } } },
      ]);
      const query = `{ customer(id: "ada") { name ${requires} ... @defer { first { total } } } }`;
      expect(await allParts(engine, query)).toEqual([
        { data: { customer: { name: 'Ada', orders } }, hasNext: true },
        { incremental: [{ path: ['customer'], data: { first: { total: 500 } } }], hasNext: false },
      ]);
    }));

  it('ends with the parts that fragments multiply: too many are told at once', () =>
    withShop(async ({ engine }) => {
      const spreads = Array.from({ length: 101 }, (_, i) => `f${i}: customer(id: "ada") { ...F }`);
      const [first, ...more] = await allParts(
        engine,
        `{ ${spreads.join(' ')} } fragment F on Customer { id ... @defer { name } }`,
      );
      expect(more).toEqual([]);
      expect(first?.data).toMatchObject({ f100: { id: 'ada', name: 'Ada' } });
    }));
});

describe('what fails', () => {
  const email = (): never => {
    throw new Error('This address is secret.');
  };

  it('later, is told with the part that it belongs to', () =>
    withShop(async ({ engine, shop }) => {
      shop.customers.override = { status: 500, body: 'broken' };
      const query = `{ orders { id ... @defer { customer { name } } } }`;
      const [first, ...more] = await allParts(engine, query);
      expect(first).toEqual({
        data: { orders: [{ id: 'o1' }, { id: 'o2' }, { id: 'o3' }] },
        hasNext: true,
      });
      const pieces = more.flatMap(({ incremental = [] }) => incremental);
      expect(pieces).toEqual(
        [0, 1, 2].map((i) => ({
          path: ['orders', i],
          data: { customer: null },
          errors: [expect.objectContaining({ path: ['orders', i, 'customer'] })],
        })),
      );
    }));

  it('first, takes nothing away from what is deferred beside it', () =>
    withShop(
      async ({ engine }) => {
        const query = `{ customer(id: "ada") { email ... @defer { orders { id } } } }`;
        expect(await allParts(engine, query)).toEqual([
          {
            data: { customer: { email: null } },
            errors: [expect.objectContaining({ path: ['customer', 'email'] })],
            hasNext: true,
          },
          {
            incremental: [{ path: ['customer'], data: { orders: [{ id: 'o1' }, { id: 'o2' }] } }],
            hasNext: false,
          },
        ]);
      },
      { Customer: { email } },
    ));

  it('of a deferred field is told with it, even when it was fetched with what came first', () =>
    withShop(
      async ({ engine }) => {
        const query = `{ customers { name ... @defer { email } } }`;
        const [first, ...more] = await allParts(engine, query);
        expect(first).toEqual({
          data: { customers: [{ name: 'Ada' }, { name: 'Grace' }, { name: 'Alan' }] },
          hasNext: true,
        });
        const pieces = more.flatMap(({ incremental = [] }) => incremental);
        expect(pieces).toEqual(
          [0, 1, 2].map((i) => ({
            path: ['customers', i],
            data: { email: null },
            errors: [expect.objectContaining({ path: ['customers', i, 'email'] })],
          })),
        );
      },
      { Customer: { email } },
    ));

  it('stands in the whole answer where a constant switches @defer off', () =>
    withShop(
      async ({ run }) => {
        expect(
          await run(`{ customer(id: "ada") { name ... @defer(if: false) { email } } }`),
        ).toEqual({
          data: { customer: { name: 'Ada', email: null } },
          errors: [expect.objectContaining({ path: ['customer', 'email'] })],
        });
      },
      { Customer: { email } },
    ));

  it('where a value is required empties the part, not what was told before', () =>
    withShop(
      async ({ engine }) => {
        const query = `{ product(id: "p1") { id ... @defer(label: "stock") { inStock } } }`;
        expect(await allParts(engine, query)).toEqual([
          { data: { product: { id: 'p1' } }, hasNext: true },
          {
            incremental: [
              {
                label: 'stock',
                path: ['product'],
                data: null,
                errors: [expect.objectContaining({ path: ['product', 'inStock'] })],
              },
            ],
            hasNext: false,
          },
        ]);
      },
      { Product: { inStock: () => null } },
    ));
});

describe('a mutation', () => {
  it('may defer what its result leads to', () =>
    withShop(async ({ engine }) => {
      const query = `mutation { placeOrder(input: { customerId: "ada", lines: [] }) {
        ... on Order { id ... @defer { customer { name } } } } }`;
      expect(await allParts(engine, query)).toEqual([
        { data: { placeOrder: { id: 'o1' } }, hasNext: true },
        {
          incremental: [{ path: ['placeOrder'], data: { customer: { name: 'Ada' } } }],
          hasNext: false,
        },
      ]);
    }));
});

describe('documents', () => {
  const refused = (engine: Engine, query: string): unknown => {
    const prepared = engine.prepare(query);
    return prepared.ok
      ? 'taken'
      : prepared.answer.errors.map(({ message, extensions }) => [message, extensions?.['code']]);
  };

  it('with @stream are refused, and told why', () =>
    withShop(async ({ engine }) => {
      await Promise.resolve();
      expect(refused(engine, `{ orders @stream(initialCount: 1) { id } }`)).toEqual([
        [
          '@stream is not served here: take it away, and lists are answered whole.',
          'GRAPHQL_VALIDATION_FAILED',
        ],
      ]);
    }));

  it('label their parts by constants, each by one of its own', () =>
    withShop(async ({ engine }) => {
      await Promise.resolve();
      const twice = `{ customer(id: "ada") { ... @defer(label: "a") { name } ... @defer(label: "a") { email } } }`;
      expect(refused(engine, twice)).toEqual([
        ['Two @defer have the label "a".', 'GRAPHQL_VALIDATION_FAILED'],
      ]);
      const variable = `query Q($l: String) { customer(id: "ada") { ... @defer(label: $l) { name } } }`;
      expect(refused(engine, variable)).toEqual([
        ['The label of @defer has to be a constant.', 'GRAPHQL_VALIDATION_FAILED'],
      ]);
    }));

  it('defer no root field of a mutation', () =>
    withShop(async ({ engine }) => {
      await Promise.resolve();
      expect(refused(engine, `mutation { ... @defer { note(text: "x") } }`)).toEqual([
        ['@defer cannot stand on fields of the root type "Mutation".', 'GRAPHQL_VALIDATION_FAILED'],
      ]);
    }));

  it('find the directive in the schema', () =>
    withShop(async ({ engine }) => {
      await Promise.resolve();
      const { directives } = introspectionFromSchema(engine.schema).__schema;
      expect(directives).toContainEqual(
        expect.objectContaining({
          name: 'defer',
          locations: ['FRAGMENT_SPREAD', 'INLINE_FRAGMENT'],
        }),
      );
    }));
});

describe('what callers may see', () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated"])
    type Query { me: Person } type Person { name: String secret: String @authenticated }`;

  it('is decided for deferred fields as for others', async () => {
    const asked: string[] = [];
    await using engine = await createEngine({
      supergraph: composeLocally([{ name: 'people', url: 'fake:people', sdl }]),
      clients: {
        'fake:': (name) => ({
          name,
          send: (request) => {
            asked.push(request.query);
            return Promise.resolve({ data: { me: { name: 'Ada', secret: 'x' } } });
          },
          close: () => Promise.resolve(),
          destroy: () => Promise.resolve(),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        }),
      },
    });
    const query = `{ me { name ... @defer { secret } } }`;
    const unknown = await allParts(engine, query);
    expect(unknown[1]?.incremental).toEqual([
      {
        path: ['me'],
        data: { secret: null },
        errors: [
          expect.objectContaining({
            path: ['me', 'secret'],
            extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) as unknown,
          }),
        ],
      },
    ]);
    expect(asked.join()).not.toContain('secret');
    const known = await allParts(engine, query, {}, { subject: 'ada' });
    expect(known[1]?.incremental).toEqual([{ path: ['me'], data: { secret: 'x' } }]);
  });
});
