import { describe, expect, it } from 'vitest';
import { market } from '../testing/worlds/market.js';
import { openWorld } from '../testing/worlds/open-world.js';

async function ask(
  query: string,
  variables = {},
): Promise<{ answer: unknown; asked: Readonly<Record<string, number>> }> {
  const { engine } = await openWorld(market, { overrides: () => false });
  await using _ = engine;
  const prepared = engine.prepare(query);
  if (!prepared.ok) throw new Error(prepared.answer.body());
  const asked: Record<string, number> = {};
  const onFetch = (subgraph: string): void => {
    asked[subgraph] = (asked[subgraph] ?? 0) + 1;
  };
  const answer = await prepared.operation.execute(variables, { onFetch });
  return { answer: JSON.parse(answer.body()) as unknown, asked };
}

describe('an argument taken from the context', () => {
  it('has the value of the object around, and all values are asked for in one request', async () => {
    const { answer, asked } = await ask('{ people { currency items { price } } }');
    expect(answer).toEqual({
      data: {
        people: [
          { currency: 'EUR', items: [{ price: 60 }] },
          { currency: 'GBP', items: [{ price: 40 }, null, { price: 60 }] },
        ],
      },
    });
    expect(asked).toEqual({ people: 1, shelves: 1 });
  });

  it('stands beside arguments of the client', async () => {
    const query =
      'query Q($n: Int) { person(id: "ada") { favourite { twice: price(times: $n) price } } }';
    expect((await ask(query, { n: 2 })).answer).toEqual({
      data: { person: { favourite: { twice: 80, price: 40 } } },
    });
  });

  it('is found through any of the types that set the context, and through lists of lists', async () => {
    expect((await ask('{ clubs { shelf { price } } }')).answer).toEqual({
      data: { clubs: [{ shelf: [[{ price: 150 }, null], []] }, null] },
    });
  });

  it('is null where the object around has null', async () => {
    expect((await ask('{ people { items { maker { greeting } } } }')).answer).toMatchObject({
      data: { people: [{ items: [{ maker: { greeting: 'hello in ?' } }] }, {}] },
    });
  });

  it('differs for one object that stands in several contexts', async () => {
    // One service is asked about the item once: its maker stands in two places.
    const { answer } = await ask('{ people { items(first: 1) { maker { greeting } } } }');
    expect(answer).toEqual({
      data: {
        people: [
          { items: [{ maker: { greeting: 'hello in ?' } }] },
          { items: [{ maker: { greeting: 'hello in en' } }] },
        ],
      },
    });
  });
});
