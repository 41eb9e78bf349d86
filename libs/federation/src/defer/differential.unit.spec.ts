import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { allParts, assembled } from '../testing/in-parts.js';
import { QueryMaker, seeded, type RandomQuery } from '../testing/random-query.js';
import { startShop } from '../testing/shop.js';
import { federationOne } from '../testing/worlds/federation-one.js';
import { library } from '../testing/worlds/library.js';
import { market } from '../testing/worlds/market.js';
import { media } from '../testing/worlds/media.js';
import { openWorld, validQueries } from '../testing/worlds/open-world.js';

// To look further by hand: FUZZ_ROUNDS=5000 FUZZ_SEED=7 npm run fuzz:federation
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 15);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261121);
const TIMEOUT_MS = 120_000 + ROUNDS * 200;

const pathsOf = (errors: readonly { path?: unknown }[] = []): ReadonlySet<string> =>
  new Set(errors.map(({ path }) => JSON.stringify(path)));

/** Compares an answer in parts with the whole one; returns how many parts there were. */
async function compare(engine: Engine, { query, variables }: RandomQuery): Promise<number> {
  const context = `${query}\n${JSON.stringify(variables)}`;
  const prepared = engine.prepare(query);
  if (!prepared.ok) throw new Error(`${prepared.answer.body()}\n${context}`);
  const whole = JSON.parse((await prepared.operation.execute(variables, {})).body()) as ReturnType<
    typeof prepared.operation.execute
  > & { data: unknown; errors?: [] };
  const payloads = await allParts(engine, query, variables);
  const pieces = payloads.flatMap(({ incremental = [] }) => incremental);
  const [first, ...later] = payloads;
  const told = JSON.stringify(payloads, null, 1);
  const errors = [...(first?.errors ?? []), ...pieces.flatMap((piece) => piece.errors ?? [])];
  // Nulls do not climb out of a part, so what is around it may be there although the whole lacks it.
  if (!whole.errors) expect(assembled(payloads), `${context}\n${told}`).toEqual(whole.data);
  else assembled(payloads);
  for (const path of pathsOf(whole.errors)) expect(pathsOf(errors as []), context).toContain(path);
  if (!whole.errors) expect(errors, context).toEqual([]);
  for (const { data, errors: why } of pieces) if (!data) expect(why, context).not.toBeUndefined();
  expect([first, ...later].at(-1)?.hasNext ?? false).toBe(false);
  return pieces.length;
}

describe('random queries that defer', () => {
  it.each([library, media, federationOne, market])(
    'come to the same in parts as whole, over $name',
    async (world) => {
      const { engine } = await openWorld(world);
      await using _ = engine;
      const maker = new QueryMaker(engine.schema, seeded(SEED), world.ids, 0.4);
      let parts = 0;
      for (const asked of validQueries(engine.schema, maker, ROUNDS)) {
        parts += await compare(engine, asked);
      }
      expect(parts).toBeGreaterThan(ROUNDS);
    },
    TIMEOUT_MS,
  );

  it(
    'tell every error that the whole answer tells',
    async () => {
      await using shop = await startShop({
        Customer: {
          email: () => {
            throw new Error('This address is secret.');
          },
        },
        Product: {
          inStock: ({ id, inStock }: { id: string; inStock: number }) => {
            if (id === 'p3') throw new Error('Nobody has counted it.');
            return inStock;
          },
        },
      });
      await using engine = await createEngine({ supergraph: composeLocally(shop.definitions) });
      const maker = new QueryMaker(engine.schema, seeded(SEED), undefined, 0.4);
      for (const asked of validQueries(engine.schema, maker, ROUNDS)) await compare(engine, asked);
    },
    TIMEOUT_MS,
  );
});
