import { describe, expect, it } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import { startShop, type Shop } from '../testing/shop.js';
import type { Engine, Variables } from './engine.js';
import { createEngine } from './federation-engine.js';

async function run(engine: Engine, query: string, variables?: Variables): Promise<unknown> {
  const prepared = engine.prepare(query);
  const answer = prepared.ok ? await prepared.operation.execute(variables, {}) : prepared.answer;
  return JSON.parse(answer.body());
}

async function withShop(
  test: (engine: Engine, shop: Shop) => Promise<void>,
  overrides: Parameters<typeof startShop>[0] = {},
): Promise<void> {
  await using shop = await startShop(overrides);
  await using engine = await createEngine({ supergraph: composeLocally(shop.definitions) });
  await test(engine, shop);
}

describe('the engine', () => {
  it('joins three services in one answer', () =>
    withShop(async (engine) => {
      const query = `{ order(id: "o1") { id customer { name } lines { quantity product { name inStock } } } }`;
      expect(await run(engine, query)).toEqual({
        data: {
          order: {
            id: 'o1',
            customer: { name: 'Ada' },
            lines: [
              { quantity: 1, product: { name: 'Product p1', inStock: 0 } },
              { quantity: 2, product: { name: 'Product p2', inStock: 10 } },
            ],
          },
        },
      });
    }));
});
