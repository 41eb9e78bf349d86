import { describe, expect, test } from 'vitest';
import { diagnose, rendered } from './diagnose.fixture.spec.js';
import { DIAGNOSTICS } from './diagnostic.js';

const covered = new Set<string>();

interface Mistake {
  readonly sdl: string | Readonly<Record<string, string>>;
  readonly says: string | readonly string[];
}

function mistake(name: string, { sdl, says }: Mistake): void {
  const expected = (typeof says === 'string' ? [says] : says).map(rendered);
  for (const text of expected) covered.add(/ ([A-Z]+(?:_[A-Z]+)*) /.exec(text)?.[1] ?? '');
  test(name, async () => {
    const files = typeof sdl === 'string' ? { shop: sdl } : sdl;
    expect(await diagnose(files)).toEqual(expected);
  });
}

const ORDER = 'type Order @key(fields: "id") { id: ID! }\ntype Query { order: Order }\n';

describe('GraphQL itself', () => {
  mistake('a file that is no SDL', {
    sdl: 'type Query { order(: ID }',
    says: `
      schema/shop.graphql:2:20 SDL_SYNTAX Expected Name, found ":".
        2 | type Query { order(: ID }
          |                    ^`,
  });
  mistake('a type that does not exist', {
    sdl: `${ORDER}type Line { order: Ordr }`,
    says: `
      schema/shop.graphql:4:20 SDL_INVALID Unknown type "Ordr".
        4 | type Line { order: Ordr }
          |                    ^^^^
        did you mean "Order"?`,
  });
  mistake('an interface whose promise is not kept', {
    sdl: `${ORDER}interface Node { id: ID! }\ntype Line implements Node { no: Int }`,
    says: `
      schema/shop.graphql:4:18 SDL_INVALID Interface field Node.id expected but Line does not provide it.
        4 | interface Node { id: ID! }
          |                  ^^`,
  });
  mistake('a file name that is no name of a service', {
    sdl: { 'My Shop': ORDER },
    says: `
      schema/My Shop.graphql:1:1 SERVICE_NAME_INVALID "My Shop" cannot name a service.
        write lower case letters, digits and single hyphens: orders.graphql`,
  });
});

describe('commands', () => {
  mistake('a command outside Mutation', {
    sdl: 'type Query { pay: Int @command }',
    says: `
      schema/shop.graphql:2:23 COMMAND_OUTSIDE_MUTATION Query.pay is no field of Mutation.
        2 | type Query { pay: Int @command }
          |                       ^^^^^^^^
        move pay to type Mutation, or remove @command`,
  });
  mistake('a mutation that is no command', {
    sdl: `${ORDER}type Mutation { pay: Order! }`,
    says: `
      schema/shop.graphql:4:17 MUTATION_WITHOUT_COMMAND Mutation.pay is no command.
        4 | type Mutation { pay: Order! }
          |                 ^^^
        write @command behind its type`,
  });
  mistake('a command that cannot be called', {
    sdl: `${ORDER}type Mutation { pay: Order! @command(timing: []) }`,
    says: `
      schema/shop.graphql:4:29 COMMAND_TIMING_EMPTY pay cannot be called in any way.
        4 | type Mutation { pay: Order! @command(timing: []) }
          |                             ^^^^^^^^
        write timing: [SYNC], [ASYNC] or [SYNC, ASYNC]`,
  });
});

describe('keys', () => {
  const pay = (key: string, input = 'id: ID! tags: [ID!]! note: String who: Who!') =>
    `${ORDER}input Pay { ${input} }\ninput Who { id: ID! }\ntype Mutation { pay(input: Pay!): Order! @command(key: "${key}") }`;

  mistake('a path that leads nowhere, near one that leads somewhere', {
    sdl: pay('input.who.idd'),
    says: `
      schema/shop.graphql:6:67 KEY_PATH_UNKNOWN "idd" does not exist in "input.who".
        6 | type Mutation { pay(input: Pay!): Order! @command(key: "input.who.idd") }
          |                                                                   ^^^
        did you mean "input.who.id"?`,
  });
  mistake('a path that leads nowhere', {
    sdl: pay('customer'),
    says: `
      schema/shop.graphql:6:57 KEY_PATH_UNKNOWN "customer" does not exist here.
        6 | type Mutation { pay(input: Pay!): Order! @command(key: "customer") }
          |                                                         ^^^^^^^^
        there is "input"`,
  });
  mistake('a path to a list', {
    sdl: pay('input.tags'),
    says: `
      schema/shop.graphql:6:63 KEY_PATH_UNUSABLE "input.tags" is a list.
        6 | type Mutation { pay(input: Pay!): Order! @command(key: "input.tags") }
          |                                                               ^^^^
        write a path to one value: every record has one key`,
  });
  mistake('a path to what may be null', {
    sdl: pay('input.note'),
    says: `
      schema/shop.graphql:6:63 KEY_PATH_UNUSABLE "input.note" is of the nullable type String.
        6 | type Mutation { pay(input: Pay!): Order! @command(key: "input.note") }
          |                                                               ^^^^
        write String! for its type: every record needs a key`,
  });
  mistake('a path to an object', {
    sdl: pay('input.who'),
    says: `
      schema/shop.graphql:6:63 KEY_PATH_UNUSABLE "input.who" is an object, Who.
        6 | type Mutation { pay(input: Pay!): Order! @command(key: "input.who") }
          |                                                               ^^^
        write a path to one of its fields, like ".id"`,
  });
  mistake('a path of an event that leads nowhere', {
    sdl: `${ORDER}type Paid @event(key: "orderID") { orderId: ID! }`,
    says: `
      schema/shop.graphql:4:24 KEY_PATH_UNKNOWN "orderID" does not exist here.
        4 | type Paid @event(key: "orderID") { orderId: ID! }
          |                        ^^^^^^^
        did you mean "orderId"?`,
  });
});

describe('subscriptions', () => {
  const PAID = `${ORDER}type Paid @event(key: "orderId") { orderId: ID! cents: Int! }\n`;

  mistake('a subscription that nothing feeds', {
    sdl: `${PAID}type Subscription { paid: Paid! }`,
    says: `
      schema/shop.graphql:5:21 SUBSCRIBE_MISSING Nothing feeds Subscription.paid.
        5 | type Subscription { paid: Paid! }
          |                     ^^^^
        write @subscribe(to: "AnEvent") behind its type`,
  });
  mistake('an event that does not exist', {
    sdl: `${PAID}type Subscription { paid: Paid! @subscribe(to: "Payed") }`,
    says: `
      schema/shop.graphql:5:48 SUBSCRIBE_EVENT_UNKNOWN There is no type "Payed".
        5 | type Subscription { paid: Paid! @subscribe(to: "Payed") }
          |                                                ^^^^^^^
        did you mean "Paid"?`,
  });
  mistake('a type that is no event', {
    sdl: `${PAID}type Subscription { order: Order! @subscribe }`,
    says: `
      schema/shop.graphql:5:21 SUBSCRIBE_EVENT_UNKNOWN "Order" is no event, and no interface of events.
        5 | type Subscription { order: Order! @subscribe }
          |                     ^^^^^
        the events of this service are Paid`,
  });
  mistake('an answer of another type than the event', {
    sdl: `${PAID}type Subscription { paid: Order! @subscribe(to: "Paid") }`,
    says: `
      schema/shop.graphql:5:27 SUBSCRIBE_TYPE_MISMATCH paid is fed by Paid and answers Order!.
        5 | type Subscription { paid: Order! @subscribe(to: "Paid") }
          |                           ^^^^^^
        write Paid! for its type`,
  });
  mistake('a filter by a field that the event does not have', {
    sdl: `${PAID}type Subscription { paid(order: ID): Paid! @subscribe }`,
    says: `
      schema/shop.graphql:5:26 FILTER_UNKNOWN_FIELD Paid has no field "order" by which paid could filter.
        5 | type Subscription { paid(order: ID): Paid! @subscribe }
          |                          ^^^^^
        did you mean "orderId"?`,
  });
  mistake('a filter of another type than the field', {
    sdl: `${PAID}type Subscription { paid(cents: String): Paid! @subscribe }`,
    says: `
      schema/shop.graphql:5:26 FILTER_TYPE_MISMATCH "cents" is String, but Paid.cents is Int!.
        5 | type Subscription { paid(cents: String): Paid! @subscribe }
          |                          ^^^^^
        write Int for its type`,
  });
  mistake('@subscribe on a query', {
    sdl: `${ORDER.replace('order: Order', 'order: Order @subscribe')}`,
    says: `
      schema/shop.graphql:3:27 SUBSCRIBE_OUTSIDE_SUBSCRIPTION Query.order is no field of Subscription.
        3 | type Query { order: Order @subscribe }
          |                           ^^^^^^^^^^
        move order to type Subscription, or remove @subscribe`,
  });
});

describe('entities', () => {
  mistake('a key of a field that is not there', {
    sdl: 'type Order @key(fields: "ident") { id: ID! }\ntype Query { order: Order }',
    says: `
      schema/shop.graphql:2:25 ENTITY_KEY_UNKNOWN Order has no field "ident".
        2 | type Order @key(fields: "ident") { id: ID! }
          |                         ^^^^^^^
        its fields are id`,
  });
  mistake('a key of fields of fields', {
    sdl: 'type Order @key(fields: "shop { id }") { shop: Shop! }\ntype Shop { id: ID! }\ntype Query { order: Order }',
    says: `
      schema/shop.graphql:2:25 ENTITY_KEY_UNSUPPORTED The key of Order selects fields of fields.
        2 | type Order @key(fields: "shop { id }") { shop: Shop! }
          |                         ^^^^^^^^^^^^^
        write fields of the type itself, separated by blanks`,
  });
  mistake('arguments where nobody resolves a field', {
    sdl: `${ORDER}type Line { price(currency: String): Int }`,
    says: `
      schema/shop.graphql:4:19 ARGUMENTS_UNSUPPORTED Line.price takes arguments, but Line is no entity.
        4 | type Line { price(currency: String): Int }
          |                   ^^^^^^^^
        give the type a @key, or move the field to Query or to an entity`,
  });
  mistake('a field that is computed from fields of other services', {
    sdl: 'type Order @key(fields: "id") { id: ID! weight: Int @external }\ntype Query { order: Order }',
    says: `
      schema/shop.graphql:2:53 DIRECTIVE_UNSUPPORTED @external on Order.weight is not supported yet.
        2 | type Order @key(fields: "id") { id: ID! weight: Int @external }
          |                                                     ^^^^^^^^^
        resolve what the field needs in a field with arguments, or query it`,
  });
  mistake('an interface that asks an entity in a result for more than its key', {
    sdl: `interface Named { name: String! }
type Order implements Named @key(fields: "id") { id: ID! name: String! }
type Query { order: Order }
type Mutation { pay: Named! @command }`,
    says: `
      schema/shop.graphql:3:23 INTERFACE_BEYOND_KEY Order travels by its key in results and events, and cannot answer Named.name there.
        3 | type Order implements Named @key(fields: "id") { id: ID! name: String! }
          |                       ^^^^^
        write a union instead of Named, or leave its key fields alone in it`,
  });
});

describe('names', () => {
  mistake('names that codegen needs', {
    sdl: `${ORDER}type PayUpdate { id: ID! }
type OrderRef { id: ID! }
type Mutation {
  pay(idempotencyKey: String): Order! @command
  payAsync: Order! @command
}`,
    says: [
      `
      schema/shop.graphql:4:6 NAME_TAKEN "PayUpdate" is taken: it tells where pay stands.
        4 | type PayUpdate { id: ID! }
          |      ^^^^^^^^^
        choose another name`,
      `
      schema/shop.graphql:5:6 NAME_TAKEN "OrderRef" is taken: it is Order by its key.
        5 | type OrderRef { id: ID! }
          |      ^^^^^^^^
        choose another name`,
      `
      schema/shop.graphql:7:7 NAME_TAKEN Every command has an argument "idempotencyKey" of its own.
        7 |   pay(idempotencyKey: String): Order! @command
          |       ^^^^^^^^^^^^^^
        remove it, or choose another name`,
      `
      schema/shop.graphql:8:3 NAME_TAKEN "Mutation.payAsync" is taken: it submits pay.
        8 |   payAsync: Order! @command
          |   ^^^^^^^^
        choose another name`,
    ],
  });
  mistake('a command of two services', {
    sdl: {
      desk: `${ORDER}type Mutation { pay: Order! @command }`,
      shop: `type Order @key(fields: "id") { id: ID! }\ntype Mutation { pay: Order! @command }`,
    },
    says: `
      schema/shop.graphql:3:17 TWO_OWNERS Mutation.pay belongs to desk (schema/desk.graphql) already.
        3 | type Mutation { pay: Order! @command }
          |                 ^^^
        choose another name`,
  });
  mistake('an event of two services', {
    sdl: {
      desk: `${ORDER}type Paid @event(key: "id") { id: ID! }`,
      shop: 'type Paid @event(key: "id") { id: ID! }',
    },
    says: `
      schema/shop.graphql:2:6 TWO_OWNERS type Paid belongs to desk (schema/desk.graphql) already.
        2 | type Paid @event(key: "id") { id: ID! }
          |      ^^^^
        choose another name; to consume the event, declare nothing: its token is generated`,
  });
  mistake('a shared type that differs', {
    sdl: {
      desk: `${ORDER}type Money @shareable { cents: Int! currency: String! }`,
      shop: 'type Money @shareable { cents: Float! }',
    },
    says: [
      `
      schema/shop.graphql:2:6 SHARED_TYPE_DIFFERS Money.currency is String! in desk (schema/desk.graphql), and missing here.
        2 | type Money @shareable { cents: Float! }
          |      ^^^^^
        write currency: String! in both, or choose another name`,
      `
      schema/shop.graphql:2:25 SHARED_TYPE_DIFFERS Money.cents is Int! in desk (schema/desk.graphql), but Float! here.
        2 | type Money @shareable { cents: Float! }
          |                         ^^^^^
        write cents: Int! in both, or choose another name`,
    ],
  });
});

describe('composition', () => {
  mistake('a field of an entity that two services answer', {
    sdl: {
      desk: `${ORDER.replace('id: ID!', 'id: ID! total: Int')}`,
      shop: 'type Order @key(fields: "id") { id: ID! total: Int }',
    },
    says: `
      schema/shop.graphql:2:41 COMPOSITION Non-shareable field "Order.total" is resolved from multiple subgraphs: it is resolved from subgraphs "desk" and "shop" and defined as non-shareable in all of them (INVALID_FIELD_SHARING)
        2 | type Order @key(fields: "id") { id: ID! total: Int }
          |                                         ^^^^^
        let one service declare the field, or mark it @shareable in all of them if all answer the same; see also schema/desk.graphql:2`,
  });
});

test('every mistake of one run is told, in the order of files and lines', async () => {
  const told = await diagnose({
    b: 'type Query { b: Nothing a: Int @command }',
    a: 'type Query { x: Int @command }\ntype Mutation { y: Int }',
  });
  expect(told.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
    'schema/a.graphql:2:21 COMMAND_OUTSIDE_MUTATION',
    'schema/a.graphql:3:17 MUTATION_WITHOUT_COMMAND',
    'schema/b.graphql:2:17 SDL_INVALID',
  ]);
});

test('each kind of mistake is shown here', () => {
  expect([...covered].sort()).toEqual(Object.keys(DIAGNOSTICS).sort());
});
