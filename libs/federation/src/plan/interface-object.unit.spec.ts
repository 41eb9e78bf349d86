import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/federation-engine.js';
import { InProcessSubgraph } from '../subgraph/in-process-subgraph.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { media } from '../testing/worlds/media.js';
import { serviceSchema } from '../testing/worlds/world-schemas.js';

async function ask(query: string): Promise<unknown> {
  const definitions = Object.entries(media.services).map(([name, sdl]) => ({
    name,
    url: `world:${name}`,
    sdl,
  }));
  await using engine = await createEngine({
    supergraph: composeLocally(definitions),
    clients: { 'world:': (name) => new InProcessSubgraph(name, serviceSchema(media, name)) },
  });
  const prepared = engine.prepare(query);
  const answer = prepared.ok ? await prepared.operation.execute({}, {}) : prepared.answer;
  return JSON.parse(answer.body()) as unknown;
}

describe('an object that stands for an interface', () => {
  it('needs no type where nobody asks for one', async () => {
    expect(await ask('{ rated { stars } }')).toEqual({
      data: { rated: [{ stars: 4.5 }, { stars: 5 }] },
    });
  });

  it('gets its type from who knows it', async () => {
    expect(await ask('{ rated { __typename stars ... on Film { minutes } } }')).toEqual({
      data: {
        rated: [
          { __typename: 'Film', stars: 4.5, minutes: 153 },
          { __typename: 'Series', stars: 5 },
        ],
      },
    });
  });

  it('keeps its type when it is fetched from who does not know it', async () => {
    const query = `{ films { similar { ... on Film { title } ... on Series { __typename y: ratings { stars } } } } }`;
    expect(await ask(query)).toEqual({
      data: { films: [{ similar: null }, { similar: [{ __typename: 'Series', y: [] }, null] }] },
    });
  });
});
