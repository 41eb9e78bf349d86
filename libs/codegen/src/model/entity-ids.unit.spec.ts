import { expect, test } from 'vitest';
import { analyse } from '../generate.js';
import { entitiesWithId, entityNamedBy } from './entity-ids.js';

const ENTITIES = new Set(['Order', 'OrderLine']);

test.each([
  ['id', 'Order', 'Order'],
  ['id', 'Invoice', undefined],
  ['id', undefined, undefined],
  ['orderId', undefined, 'Order'],
  ['orderId', 'Invoice', 'Order'],
  ['orderIds', 'Invoice', 'Order'],
  ['orderLineId', 'Order', 'OrderLine'],
  ['OrderId', undefined, 'Order'],
  ['order', undefined, undefined],
  ['order_id', undefined, undefined],
  ['lastOrderId', undefined, undefined],
  ['customerId', undefined, undefined],
  ['Id', undefined, undefined],
])('%s of %s holds the id of %s', (field, holder, entity) => {
  expect(entityNamedBy(field, holder, ENTITIES)).toBe(entity);
});

test('an entity has an id of its own when `id: ID!` alone is one of its keys, in whatever service', () => {
  const analysis = analyse([
    {
      path: 'schema/desk.graphql',
      text: `type Order @key(fields: "id") { id: ID! total: Int }
type Loan @key(fields: "branch number") @key(fields: "id") { id: ID! branch: ID! number: Int! }
type Member @key(fields: "id") { id: UUID! name: String }
type Book @key(fields: "isbn") { isbn: ID! title: String }
type Seat @key(fields: "id hall") { id: ID! hall: ID! }
type Parcel @key(fields: "id", resolvable: false) { id: ID! }
type Query { order: Order loan: Loan member: Member book: Book seat: Seat parcel: Parcel }`,
    },
    {
      path: 'schema/post.graphql',
      text: 'type Parcel @key(fields: "id") { id: ID! grams: Int }\ntype Query { lost: Parcel }',
    },
  ]);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.diagnostics));
  const found = entitiesWithId(analysis.services.map(({ model }) => model));
  expect([...found].sort()).toEqual(['Loan', 'Order', 'Parcel']);
});
