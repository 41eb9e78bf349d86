import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { SubgraphServer } from '../testing/subgraph-server.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;
const REFERENCES = `${LINK}
type Query { maybe: Thing required: Thing! list: [Thing] strict: [Thing!] }
type Thing @key(fields: "id", resolvable: false) { id: ID! }`;
const THINGS = `${LINK}
type Query { things: [Thing!]! }
type Thing @key(fields: "id") { id: ID! name: String! note: String }`;

/** Two services: one refers to things, the other knows all of them but one. */
async function ask(query: string, fail = false): Promise<unknown> {
  const refs = [{ id: 'here' }, { id: 'gone' }];
  await using references = await SubgraphServer.start('references', REFERENCES, {
    Query: { maybe: () => refs[1], required: () => refs[1], list: () => refs, strict: () => refs },
  });
  await using things = await SubgraphServer.start('things', THINGS, {
    Thing: {
      __resolveReference: ({ id }: { id: string }) => {
        if (id === 'here') return { id, name: 'A thing', note: 'yes' };
        if (fail) throw new Error('The shelf is locked.');
        return null;
      },
    },
  });
  const definitions = [references, things].map(({ name, url, sdl }) => ({ name, url, sdl }));
  await using engine = await createEngine({ supergraph: composeLocally(definitions) });
  const prepared = engine.prepare(query);
  const answer = prepared.ok ? await prepared.operation.execute({}, {}) : prepared.answer;
  return JSON.parse(answer.body()) as unknown;
}

const nobodyKnows = (path: readonly (string | number)[]): unknown =>
  expect.objectContaining({
    path,
    extensions: { code: 'SUBGRAPH_INVALID_RESPONSE' },
    message: expect.stringContaining('nobody knows') as string,
  });

describe('a reference that leads nowhere', () => {
  it('is null, without an error, where nothing is required', async () => {
    expect(await ask('{ maybe { id name } list { id name } }')).toEqual({
      data: { maybe: null, list: [{ id: 'here', name: 'A thing' }, null] },
    });
  });

  it('keeps what the reference itself says', async () => {
    expect(await ask('{ maybe { id note } }')).toEqual({
      data: { maybe: { id: 'gone', note: null } },
    });
  });

  it('is an error where something is required', async () => {
    expect(await ask('{ required { name } }')).toEqual({
      data: null,
      errors: [nobodyKnows(['required'])],
    });
    expect(await ask('{ strict { name } }')).toEqual({
      data: { strict: null },
      errors: [nobodyKnows(['strict', 1])],
    });
  });

  it('is told apart from a reference that could not be followed', async () => {
    expect(await ask('{ maybe { id name } }', true)).toEqual({
      data: { maybe: null },
      errors: [expect.objectContaining({ message: 'The shelf is locked.', path: ['maybe'] })],
    });
  });
});
