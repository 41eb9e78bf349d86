import { ORDER, type Case } from './case.ts';

/** Mistakes against GraphQL itself. */
export const GRAPHQL_CASES: readonly Case[] = [
  { what: 'A bracket too many or too few', sdl: 'type Query { order(: ID }' },
  {
    what: 'A type that is not closed',
    sdl: 'type Order {\n  id: ID!\n\ntype Query { order: ID }',
  },
  { what: 'A word mistyped', sdl: 'tpye Query { order: ID }' },
  {
    what: 'A string that does not end',
    sdl: 'type Query { order: ID @deprecated(reason: "gone) }',
  },
  { what: 'A type that does not exist', sdl: `${ORDER}type Line { order: Ordr }` },
  {
    what: 'An entity of another service that is not referred to in this file',
    sdl: {
      customers:
        'type Customer @key(fields: "id") { id: ID! name: String! }\ntype Query { customer: Customer }',
      shop: `${ORDER}type Basket { customer: Customer }`,
    },
  },
  { what: 'A type without fields', sdl: `${ORDER}type Line` },
  { what: 'An event without fields', sdl: `${ORDER}type Paid @event(key: "id")` },
  {
    what: 'An input in an event',
    sdl: `${ORDER}input Line { no: Int }\ntype Paid @event(key: "id") { id: ID! line: Line! }`,
  },
  {
    what: 'A type in an input',
    sdl: `${ORDER}type Line { no: Int }\ninput Pay { lines: [Line!]! }`,
  },
  {
    what: 'A type declared twice',
    sdl: `${ORDER}type Line { no: Int }\ntype Line { name: String }`,
  },
  { what: 'A field declared twice', sdl: `${ORDER}type Line { no: Int\n  no: ID }` },
  { what: 'A value of an enum that is a value already', sdl: `${ORDER}enum Paid { true false }` },
  { what: 'A value of an enum declared twice', sdl: `${ORDER}enum Size { S M S }` },
  {
    what: 'An interface whose promise is not kept',
    sdl: `${ORDER}interface Node { id: ID! }\ntype Line implements Node { no: Int }`,
  },
  {
    what: 'An interface that nothing implements',
    sdl: `${ORDER}interface Node { id: ID! }`,
  },
  { what: 'An input that requires itself', sdl: `${ORDER}input Tree { left: Tree! }` },
  {
    what: 'A required field in an input of which one field is written',
    sdl: `${ORDER}input Payment @oneOf { card: String! invoice: String }`,
  },
  {
    what: 'A default of another type',
    sdl: 'type Query { orders(first: Int = "20", by: By = DATE): [ID!] }\nenum By { DAY NAME }',
  },
  {
    what: 'A union of what is no object type',
    sdl: `${ORDER}input Line { no: Int }\nunion Found = Order | Line`,
  },
  { what: 'A name that GraphQL keeps', sdl: `${ORDER}type __Line { no: Int }` },
  { what: 'A name that federation keeps', sdl: `${ORDER}union _Entity = Order` },
];

/** Mistakes in directives and links. */
export const DIRECTIVE_CASES: readonly Case[] = [
  {
    what: 'A directive that does not exist',
    sdl: `${ORDER}type Paid @evnt(key: "id") { id: ID! }`,
  },
  {
    what: 'A directive in the wrong place',
    sdl: `${ORDER}type Paid { id: ID! @event(key: "id") }`,
  },
  {
    what: 'A directive twice',
    sdl: `${ORDER}type Mutation { pay: Order! @command @command }`,
  },
  {
    what: 'An argument that does not exist',
    sdl: `${ORDER}type Mutation { pay: Order! @command(timeout: 500) }`,
  },
  { what: 'An argument that is missing', sdl: `${ORDER}type Paid @event { id: ID! }` },
  {
    what: 'An argument of another type',
    sdl: `${ORDER}type Mutation {\n  pay: Order! @command(timeoutMs: "500")\n  refund: Order! @command(timing: [ASNYC])\n}`,
  },
  {
    what: 'An entity that is an event',
    sdl: `${ORDER}type Paid @key(fields: "id") @event(key: "id") { id: ID! }`,
  },
  {
    what: 'A directive of federation that has no meaning here',
    sdl: 'type Order @key(fields: "id") { id: ID! weight: Int @external }\ntype Query { order: Order }',
  },
  {
    what: 'An import that does not exist',
    sdl: `extend schema @link(url: "https://metamorphosis.dev/spec/v1.0", import: ["@comand"])\n${ORDER}`,
  },
  {
    what: 'An import under another name',
    sdl: `extend schema\n  @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@key", as: "@id" }])\n${ORDER}`,
  },
  {
    what: 'A version that does not exist',
    sdl: `extend schema @link(url: "https://metamorphosis.dev/spec/v2.0", import: ["@command"])\n${ORDER}`,
  },
  {
    what: 'A directive for the supergraph that is not declared',
    sdl: `extend schema @composeDirective(name: "@audiense")\ndirective @audience(of: String!) on FIELD_DEFINITION\n${ORDER}`,
  },
  {
    what: 'A directive for the supergraph that reaches it anyway',
    sdl: `extend schema @composeDirective(name: "@tag")\n${ORDER}`,
  },
  { what: 'An extension of a root type', sdl: `${ORDER}extend type Query { orders: [Order!]! }` },
  {
    what: 'A root type of another name',
    sdl: 'schema { query: Questions }\ntype Questions { order: ID }',
  },
  { what: 'An operation among declarations', sdl: `${ORDER}query Mine { order { id } }` },
];
