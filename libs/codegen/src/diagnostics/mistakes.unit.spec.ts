import { expect, test } from 'vitest';
import { generate } from '../generate.js';
import { diagnose } from './diagnose.fixture.spec.js';

// Every kind of mistake is shown in docs/reference/sdl-errors.md, which a test compares with the engine.

const codes = (told: readonly string[]) =>
  told.map((text) => text.split(' ').slice(0, 2).join(' '));

test('a mistake is shown with its position, its line, a caret, and what to write instead', async () => {
  const shop = `type Order @key(fields: "id") { id: ID! }
type Query { order: Order }
input Pay { customer: ID! }
type Mutation { pay(input: Pay!): Order! @command(key: "input.custmer") }`;
  expect(await diagnose({ shop })).toEqual([
    `schema/shop.graphql:5:63 KEY_PATH_UNKNOWN "custmer" does not exist in "input".
  5 | type Mutation { pay(input: Pay!): Order! @command(key: "input.custmer") }
    |                                                               ^^^^^^^
  did you mean "input.customer"?`,
  ]);
});

test('every mistake of one run is told, in the order of files and lines', async () => {
  const told = await diagnose({
    b: 'type Query { b: Nothing a: Int @command }',
    a: 'type Query { x: Int @command }\ntype Mutation { y: Int }',
  });
  expect(codes(told)).toEqual([
    'schema/a.graphql:2:21 COMMAND_OUTSIDE_MUTATION',
    'schema/a.graphql:3:17 MUTATION_WITHOUT_COMMAND',
    'schema/b.graphql:2:17 TYPE_UNKNOWN',
    'schema/b.graphql:2:32 COMMAND_OUTSIDE_MUTATION',
  ]);
});

test('what follows from a type that is not declared is no mistake of its own', async () => {
  const told = await diagnose({
    shop: `type Query { order: Order }
type Order implements Named @key(fields: "id") { id: Idd! }
type Paid @event(key: "order.id") { order: Ordr! }
type Mutation { pay(input: PayInput!): Result! @command(key: "input.customer.id") }
type Subscription { paid(order: Ordr): Paiid! @subscribe }`,
  });
  expect(codes(told)).toEqual([
    'schema/shop.graphql:3:23 TYPE_UNKNOWN',
    'schema/shop.graphql:3:54 TYPE_UNKNOWN',
    'schema/shop.graphql:4:44 TYPE_UNKNOWN',
    'schema/shop.graphql:5:28 TYPE_UNKNOWN',
    'schema/shop.graphql:5:40 TYPE_UNKNOWN',
    'schema/shop.graphql:6:33 TYPE_UNKNOWN',
    'schema/shop.graphql:6:40 TYPE_UNKNOWN',
  ]);
});

test('an argument of a directive of GraphQL itself that is no value keeps the rest from being read', async () => {
  const told = await diagnose({ shop: 'type Query { a: Int @deprecated(reason: 5) }' });
  expect(codes(told)).toEqual(['schema/shop.graphql:2:41 ARGUMENT_INVALID']);
});

test.each(['', '  \n', '# Nothing yet.\n\n# Really.\n', '\uFEFF'])(
  'a file that declares nothing is told so, and how to begin: %j',
  async (text) => {
    const result = await generate([{ path: 'schema/shop.graphql', text }]);
    const told = result.ok ? [] : result.diagnostics;
    expect(told).toMatchObject([
      { code: 'SDL_SYNTAX', message: 'The file declares nothing.', line: 1 },
    ]);
    expect(told[0]?.hint).toContain('type Query');
  },
);

test('where nothing can be asked, what is missing is told', async () => {
  const [told] = await diagnose({ shop: 'type Paid @event(key: "id") { id: ID! }' });
  expect(told).toContain('write `type Query` with a field in it');
});
