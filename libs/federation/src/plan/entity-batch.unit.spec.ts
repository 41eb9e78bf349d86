import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { SubgraphServer } from '../testing/subgraph-server.js';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`;
const SHELF = `${LINK}
type Query { first: Thing second: Thing third(with: Boolean): Thing }
type Thing @key(fields: "id", resolvable: false) { id: ID! }`;
const THINGS = `${LINK}
type Thing @key(fields: "id") { id: ID! name(loud: Boolean): String weight: Int! }`;
const POST = `${LINK}
type Thing @key(fields: "id") { id: ID! weight: Int! @external postage: Int @requires(fields: "weight") stamp: String }`;

interface Bed {
  readonly things: SubgraphServer;
  readonly post: SubgraphServer;
  ask(query: string, variables?: Record<string, unknown>): Promise<unknown>;
}

async function withThings(test: (bed: Bed) => Promise<void>): Promise<void> {
  const same = (ref: unknown): unknown => ref;
  await using shelf = await SubgraphServer.start('shelf', SHELF, {
    Query: { first: () => ({ id: '1' }), second: () => ({ id: '2' }), third: () => ({ id: '1' }) },
  });
  await using things = await SubgraphServer.start('things', THINGS, {
    Thing: {
      __resolveReference: same,
      name: ({ id }: { id: string }, { loud }: { loud?: boolean }) => {
        if (id === '2') throw new Error('It has no name.');
        return loud ? `THING ${id}` : `thing ${id}`;
      },
      weight: ({ id }: { id: string }) => Number(id),
    },
  });
  await using post = await SubgraphServer.start('post', POST, {
    Thing: {
      __resolveReference: same,
      postage: ({ weight }: { weight: number }) => weight * 10,
      stamp: ({ id }: { id: string }) => `stamp ${id}`,
    },
  });
  const definitions = [shelf, things, post].map(({ name, url, sdl }) => ({ name, url, sdl }));
  await using engine = await createEngine({ supergraph: composeLocally(definitions) });
  await test({
    things,
    post,
    ask: async (query, variables = {}) => {
      const prepared = engine.prepare(query);
      const answer = prepared.ok
        ? await prepared.operation.execute(variables, {})
        : prepared.answer;
      return JSON.parse(answer.body()) as unknown;
    },
  });
}

describe('entities of one subgraph', () => {
  // A planner gives the fetches of a named operation names of their own.
  it.each(['', 'query Named '])(
    'that are asked the same are asked for once, whatever their places: %j',
    (named) =>
      withThings(async ({ ask, things }) => {
        const query = `${named}{ first { weight } second { weight } third { weight } }`;
        expect(await ask(query)).toEqual({
          data: { first: { weight: 1 }, second: { weight: 2 }, third: { weight: 1 } },
        });
        expect(things.received.map(({ variables }) => variables)).toEqual([
          {
            representations: [
              { __typename: 'Thing', id: '1' },
              { __typename: 'Thing', id: '2' },
            ],
          },
        ]);
      }),
  );

  it('that are asked different things share a request, and keep their errors apart', () =>
    withThings(async ({ ask, things }) => {
      const query = `query Q($loud: Boolean) { first { name(loud: $loud) } second { n: name weight } }`;
      expect(await ask(query, { loud: true })).toEqual({
        data: { first: { name: 'THING 1' }, second: { n: null, weight: 2 } },
        errors: [expect.objectContaining({ message: 'It has no name.', path: ['second', 'n'] })],
      });
      expect(things.received).toHaveLength(1);
    }));

  it('are asked for one by one when the request that they share fails as a whole', () =>
    withThings(async ({ ask, things }) => {
      things.answer = (query) => {
        if (query.includes('_e1'))
          return { data: null, errors: [{ message: 'Too much at once.' }] };
        return query.includes('weight')
          ? { data: { _entities: [{ weight: 7 }] } }
          : { data: null, errors: [{ message: 'No names today.', path: ['_entities'] }] };
      };
      expect(await ask('{ first { weight } second { name } }')).toEqual({
        data: { first: { weight: 7 }, second: { name: null } },
        errors: [expect.objectContaining({ message: 'No names today.', path: ['second'] })],
      });
      expect(things.received).toHaveLength(3);
    }));

  it('wait for a deeper request to their subgraph, if nothing waits for them', () =>
    withThings(async ({ ask, post, things }) => {
      expect(await ask('{ first { stamp } second { postage } }')).toEqual({
        data: { first: { stamp: 'stamp 1' }, second: { postage: 20 } },
      });
      expect(things.received).toHaveLength(1);
      expect(post.received).toHaveLength(1);
    }));

  it('that a variable excludes are left out of what is shared', () =>
    withThings(async ({ ask, things }) => {
      const query = `query Q($with: Boolean!) { first { weight } second { id name @include(if: $with) } }`;
      expect(await ask(query, { with: false })).toEqual({
        data: { first: { weight: 1 }, second: { id: '2' } },
      });
      expect(things.received.map(({ query: text }) => text.includes('name'))).toEqual([false]);
    }));

  it('are asked for although a client calls its own variables as a plan does', () =>
    withThings(async ({ ask, things }) => {
      const query = `query ($representations: Boolean!, $representations_0: Boolean, $client_representations: Boolean) {
        first { loud: name(loud: $representations) quiet: name(loud: $client_representations) }
        third(with: $representations) { other: name(loud: $representations_0) weight @include(if: $representations) }
      }`;
      const variables = {
        representations: true,
        representations_0: true,
        client_representations: false,
      };
      expect(await ask(query, variables)).toEqual({
        data: {
          first: { loud: 'THING 1', quiet: 'thing 1' },
          third: { other: 'THING 1', weight: 1 },
        },
      });
      expect(things.received[0]?.query).not.toContain('client_client_client');
      expect(await ask(query, { representations: 'yes' })).toMatchObject({
        errors: [{ message: expect.stringContaining('"$representations"') as string }],
      });
    }));
});
