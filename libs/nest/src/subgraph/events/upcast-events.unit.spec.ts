import { graphql } from 'graphql';
import { expect, test } from 'vitest';
import {
  upcast,
  type Check,
  type EventDefinition,
  type OlderForm,
  type ServiceDefinition,
  type Upcast,
} from '@metamorphosis/core';
import { buildServiceSchema } from '../build-service-schema.js';

const isNumber =
  (field: string): Check =>
  (value) =>
    typeof (value as Record<string, unknown>)[field] === 'number'
      ? []
      : [{ path: field, message: 'is no Int' }];

const PaidV1: OlderForm<{ readonly euros: number }, { readonly cents: number }> = {
  ...{ type: 'shop.Paid', version: 1, check: isNumber('euros') },
};
const Paid: EventDefinition<'Paid', { readonly cents: number }> = {
  ...{ service: 'shop', name: 'Paid', type: 'shop.Paid', keyOf: () => 'k' },
  ...{ check: isNumber('cents'), version: 2, olderForms: [PaidV1] },
};
const paidFromV1 = upcast(PaidV1, ({ euros }) => ({ cents: euros * 100 }));

const MARKED =
  'directive @event(version: Int!) on OBJECT type Paid @event(version: 2) { cents: Int! }';

const schema = (upcasts: readonly Upcast[], eventsSdl = MARKED) => {
  const definition: ServiceDefinition = {
    name: 'shop',
    subgraphSdl: 'scalar JSON type Query { _upcastEvents(events: [JSON!]!): [JSON!]! }',
    eventsSdl,
    ...{ commands: [], queries: [], entities: [] },
    events: [Paid],
  };
  return buildServiceSchema(definition, {
    ...{ queries: {}, entities: {}, commands: {}, upcasts },
    ...{ sender: undefined as never, cancel: undefined as never },
  });
};

test('a service reads its own older events for the gateway, each by itself', async () => {
  const { data, errors } = await graphql({
    schema: schema([paidFromV1]),
    source: 'query ($events: [JSON!]!) { _upcastEvents(events: $events) }',
    variableValues: {
      events: [
        { type: 'shop.Paid', version: 1, data: { euros: 7 } },
        { type: 'shop.Paid', version: 1, data: { dollars: 7 } },
        { type: 'shop.Paid', version: 3, data: { cents: 7 } },
        { type: 'shop.Sent', version: 1, data: {} },
      ],
    },
    contextValue: {},
  });
  expect(errors).toBeUndefined();
  expect(data?.['_upcastEvents']).toEqual([
    { version: 2, data: { cents: 700 } },
    { error: expect.stringContaining('euros') as string },
    { error: expect.stringContaining('version 3 of shop.Paid') as string },
    { error: 'Subscribers are not shown versions of shop.Sent.' },
  ]);
});

test('a subgraph does not start without an upcast that its subscribers need; of events that nobody is shown it needs none', () => {
  expect(() => schema([])).toThrow('shop.Paid has no upcast from version 1');
  expect(() => schema([], 'type Paid { cents: Int! }')).not.toThrow();
});
