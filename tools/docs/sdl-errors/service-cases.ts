import { ORDER, PAID, type Case } from './case.ts';

const pay = (key: string): string =>
  `${ORDER}input Pay { id: ID! tags: [ID!]! note: String who: Who! }\ninput Who { id: ID! }\ntype Mutation {\n  pay(input: Pay!): Order! @command(key: "${key}")\n}`;

/** Mistakes in commands and their results. */
export const COMMAND_CASES: readonly Case[] = [
  { what: 'A command outside Mutation', sdl: 'type Query { pay: Int @command }' },
  { what: 'A mutation that is no command', sdl: `${ORDER}type Mutation { pay: Order! }` },
  {
    what: 'A command that cannot be called',
    sdl: `${ORDER}type Mutation { pay: Order! @command(timing: []) }`,
  },
  {
    what: 'A command that nobody can wait for',
    sdl: `${ORDER}type Mutation { pay: Order! @command(timeoutMs: 0) }`,
  },
  {
    what: 'A command that expires with a caller who does not wait',
    sdl: `${ORDER}type Mutation { pay: Order! @command(timing: [ASYNC], expire: true) }`,
  },
  {
    what: 'A queue that no topic can be named after',
    sdl: `${ORDER}type Mutation { pay: Order! @command(queue: "Slow Payments") }`,
  },
  { what: 'A key path near one that exists', sdl: pay('input.who.idd') },
  { what: 'A key path that leads nowhere', sdl: pay('customer') },
  { what: 'A key path to a list', sdl: pay('input.tags') },
  { what: 'A key path to what may be null', sdl: pay('input.note') },
  { what: 'A key path to an object', sdl: pay('input.who') },
  {
    what: 'A version before the first',
    sdl: `${ORDER}type Mutation { pay: Order! @command(version: 0) }`,
  },
  {
    what: 'A later version, and nobody knows the one before',
    sdl: `${ORDER}type Paid @event(key: "orderId", version: 2) { orderId: ID! }`,
  },
  {
    what: 'A rejection that is in no result',
    sdl: `${ORDER}type Broke @rejection { missing: Int! }\nunion PayResult = Order | Poor\ntype Poor @rejection { missing: Int! }\ntype Mutation { pay: PayResult! @command }`,
  },
  {
    what: 'A command that can only be rejected',
    sdl: `${ORDER}type Broke @rejection { missing: Int! }\ntype Mutation { pay: Broke! @command }`,
  },
  {
    what: 'A rejection in a list',
    sdl: `${ORDER}type Broke @rejection { missing: Int! }\nunion PayResult = Order | Broke\ntype Mutation { pay: [PayResult!]! @command }`,
  },
];

/** Mistakes in limits of arguments. */
export const LIMIT_CASES: readonly Case[] = [
  {
    what: 'A limit for values of another kind',
    sdl: 'type Query { orders(name: String @constraint(min: 2), first: Int @constraint(maxItems: 9)): ID }',
  },
  {
    what: 'Limits that nothing keeps',
    sdl: 'type Query { orders(first: Int @constraint(min: 10, max: 1), name: String @constraint(minLength: -1)): ID }',
  },
  {
    what: 'A pattern that is no regular expression',
    sdl: 'type Query { orders(name: String @constraint(pattern: "^[a-z")): ID }',
  },
  {
    what: 'A format that does not exist',
    sdl: 'type Query { orders(by: String @constraint(format: "EMail")): ID }',
  },
];

/** Mistakes in events and subscriptions. */
export const EVENT_CASES: readonly Case[] = [
  {
    what: 'A key of an event that is no field of it',
    sdl: `${ORDER}type Paid @event(key: "orderID") { orderId: ID! }`,
  },
  { what: 'A subscription that nothing feeds', sdl: `${PAID}type Subscription { paid: Paid! }` },
  {
    what: 'An event that does not exist',
    sdl: `${PAID}type Subscription { paid: Paid! @subscribe(to: "Payed") }`,
  },
  {
    what: 'An event of another service',
    sdl: { desk: PAID, shop: 'type Subscription { paid: ID! @subscribe(to: "Paid") }' },
  },
  {
    what: 'A type that is no event',
    sdl: `${PAID}type Subscription { order: Order! @subscribe }`,
  },
  {
    what: 'An answer of another type than the event',
    sdl: `${PAID}type Subscription { paid: Order! @subscribe(to: "Paid") }`,
  },
  {
    what: 'A filter by a field that the event does not have',
    sdl: `${PAID}type Subscription { paid(order: ID): Paid! @subscribe }`,
  },
  {
    what: 'A filter of another type than the field',
    sdl: `${PAID}type Subscription { paid(cents: String): Paid! @subscribe }`,
  },
  {
    what: 'A filter that is no expression',
    sdl: `${PAID}type Subscription { paid(over: Int): Paid! @subscribe(filter: "cents > $over and cents < 9") }`,
  },
  {
    what: 'A filter by a field that there is not',
    sdl: `${PAID}type Subscription { paid(over: Int): Paid! @subscribe(filter: "cent > $over") }`,
  },
  {
    what: 'A filter by an argument that there is not',
    sdl: `${PAID}type Subscription { paid(over: Int): Paid! @subscribe(filter: "cents > $ovr") }`,
  },
  {
    what: 'A filter that compares what cannot be compared',
    sdl: `${PAID}type Subscription { paid(over: String): Paid! @subscribe(filter: "cents > $over") }`,
  },
  {
    what: '@subscribe on a query',
    sdl: `${PAID}type Basket { paid: Paid @subscribe }`,
  },
];

/** Mistakes in entities and interfaces. */
export const ENTITY_CASES: readonly Case[] = [
  {
    what: 'A @key of a field that is not there',
    sdl: 'type Order @key(fields: "ident") { id: ID! }\ntype Query { order: Order }',
  },
  {
    what: 'A @key of fields of fields',
    sdl: 'type Order @key(fields: "shop { id }") { shop: Shop! }\ntype Shop { id: ID! }\ntype Query { order: Order }',
  },
  {
    what: 'An entity of another service without its @key',
    sdl: {
      customers:
        'type Customer @key(fields: "id") { id: ID! name: String! }\ntype Query { customer: Customer }',
      shop: `${ORDER}type Basket { customer: Customer! }\ntype Customer { id: ID! }`,
    },
  },
  {
    what: 'Arguments where nobody resolves a field',
    sdl: `${ORDER}type Line { price(currency: String): Int }`,
  },
  {
    what: 'An interface that asks an entity in a result for more than its key',
    sdl: 'interface Named { name: String! }\ntype Order implements Named @key(fields: "id") { id: ID! name: String! }\ntype Query { order: Order }\ntype Mutation { pay: Named! @command }',
  },
];

/** Mistakes in names, and between services. */
export const NAME_CASES: readonly Case[] = [
  { what: 'A file name that is no name of a service', sdl: { 'My Shop': ORDER } },
  { what: 'A file name that is a word of TypeScript', sdl: { new: ORDER } },
  {
    what: 'Names that codegen needs',
    sdl: `${ORDER}type PayUpdate { id: ID! }\ntype OrderRef { id: ID! }\ntype Mutation {\n  pay(idempotencyKey: String): Order! @command\n  payAsync: Order! @command\n}`,
  },
  {
    what: 'The name of an id of an entity, of this service or another',
    sdl: {
      desk: ORDER,
      shop: 'type Query { last: OrderId }\ntype OrderId { number: Int! }',
    },
  },
  {
    what: 'Two commands of one class',
    sdl: `${ORDER}type Mutation {\n  payOrder: Order! @command\n  pay_order: Order! @command\n}`,
  },
  {
    what: 'A command of two services',
    sdl: {
      desk: `${ORDER}type Mutation { pay: Order! @command }`,
      shop: 'type Order @key(fields: "id") { id: ID! }\ntype Mutation { pay: Order! @command }',
    },
  },
  {
    what: 'An event of two services',
    sdl: {
      desk: `${ORDER}type Paid @event(key: "id") { id: ID! }`,
      shop: 'type Paid @event(key: "id") { id: ID! }',
    },
  },
  {
    what: 'A shared type that differs',
    sdl: {
      desk: `${ORDER}type Money @shareable { cents: Int! currency: String! }`,
      shop: 'type Money @shareable { cents: Float! }',
    },
  },
  {
    what: 'A directive for the supergraph that differs',
    sdl: {
      desk: `extend schema @composeDirective(name: "@audience")\ndirective @audience(of: String!) on FIELD_DEFINITION\n${ORDER}`,
      shop: 'extend schema @composeDirective(name: "@audience")\ndirective @audience(is: String!) on FIELD_DEFINITION\ntype Query { mine: ID @audience(is: "shop") }',
    },
  },
];

/** Mistakes that only composition sees. */
export const COMPOSITION_CASES: readonly Case[] = [
  {
    what: 'A field of an entity that two services answer',
    sdl: {
      desk: ORDER.replace('id: ID!', 'id: ID! total: Int'),
      shop: 'type Order @key(fields: "id") { id: ID! total: Int }',
    },
  },
  {
    what: 'A field of an entity of two types',
    sdl: {
      desk: ORDER,
      shop: 'type Order @key(fields: "id") { id: Int! }',
    },
  },
  {
    what: 'An enum that callers write, with other values in another service',
    sdl: {
      desk: 'enum Size { S M }\ntype Query { bySize(size: Size!): [Size!] }',
      shop: 'enum Size { S L }\ntype Mutation { order(size: Size!): Size! @command }',
    },
  },
  {
    what: 'An entity that is referred to by a key that its owner does not know',
    sdl: {
      desk: 'type Order @key(fields: "id") { id: ID! name: String! }\ntype Query { order: Order }',
      shop: 'type Order @key(fields: "no", resolvable: false) { no: ID! }\ntype Query { last: Order }',
    },
  },
  {
    what: 'One name for an input and for an answer',
    sdl: {
      desk: 'input Line { no: Int }\ntype Query { byLine(line: Line!): Int }',
      shop: 'type Line { no: Int }\ntype Query { line: Line }',
    },
  },
];
