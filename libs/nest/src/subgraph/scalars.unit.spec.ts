import { graphql, type ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import type { ServiceDefinition } from '@metamorphosis/core';
import { atMost, limitsOf } from '@metamorphosis/core/checks';
import { buildServiceSchema } from './build-service-schema.js';

const definition: ServiceDefinition = {
  name: 'shop',
  subgraphSdl: /* GraphQL */ `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    scalar UUID
    scalar Date
    scalar BigInt
    scalar URL
    type Item @key(fields: "id") {
      id: UUID!
      parts(first: Int): [String!]!
    }
    type Query {
      item(id: UUID!): Item
      days(from: Date): [Date]
      total(of: [BigInt!]!): BigInt
      home: URL
      first(n: Int): Int
    }
  `,
  eventsSdl: '',
  commands: [],
  events: [],
  queries: ['item', 'days', 'total', 'home', 'first'],
  limits: {
    'Query.first': limitsOf(({ n }: { n?: number }, problems) => atMost(problems, 'n', n, 9)),
    'Item.parts': limitsOf(({ first }: { first?: number }, problems) =>
      atMost(problems, 'first', first, 2),
    ),
  },
  entities: [{ name: 'Item', keys: [['id']], resolvedFields: ['parts'], loads: false }],
};

const schema = buildServiceSchema(definition, {
  queries: {
    item: ({ id }: { id: string }) => ({ id }),
    days: ({ from }: { from: string }) => [from, new Date('2026-02-01T00:00:00Z'), 'never'],
    total: ({ of }: { of: readonly string[] }) => of.reduce((sum, one) => sum + BigInt(one), 0n),
    home: () => new URL('https://example.org'),
    first: ({ n }: { n: number }) => n,
  },
  entities: { Item: { parts: (parents: readonly unknown[]) => parents.map(() => ['a']) } },
  commands: {},
  sender: undefined as never,
  cancel: undefined as never,
});

async function ask(query: string): Promise<ExecutionResult> {
  return graphql({ schema, source: query, contextValue: {} });
}

test('scalars are read and written as what JSON carries', async () => {
  const id = '0193493b-6d4e-7c0a-9c5e-5f1f0c7d2a11';
  expect(
    await ask(`{ item(id: "${id}") { id } total(of: ["9007199254740993", 1]) home }`),
  ).toMatchObject({
    data: { item: { id }, total: '9007199254740994', home: 'https://example.org/' },
  });
});

test('a value of another form is refused where it comes in and where it goes out', async () => {
  const { errors } = await ask('{ item(id: "1") { id } }');
  expect(errors?.[0]?.message).toContain('UUID cannot represent "1"');
  const days = await ask('{ days(from: "2026-01-31") }');
  expect(days.data).toEqual({ days: ['2026-01-31', '2026-02-01', null] });
  expect(days.errors?.[0]).toMatchObject({
    path: ['days', 2],
    message: 'Date cannot represent "never".',
  });
});

test('limits hold for queries and for fields with arguments, with their rule and limit', async () => {
  const { errors } = await ask(
    '{ first(n: 10) item(id: "0193493b-6d4e-7c0a-9c5e-5f1f0c7d2a11") { parts(first: 3) } }',
  );
  const told = errors?.map(({ path, originalError }) => ({ path, ...originalError }));
  expect(told).toMatchObject([
    {
      path: ['first'],
      code: 'VALIDATION_FAILED',
      details: {
        problems: [{ path: 'n', rule: 'max', limit: 9, message: 'must be at most 9, got 10' }],
      },
    },
    {
      path: ['item', 'parts'],
      code: 'VALIDATION_FAILED',
      details: { problems: [{ path: 'first', rule: 'max', limit: 2 }] },
    },
  ]);
});
