import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeLocally } from '../supergraph/compose-locally.js';
import { monolith } from '../testing/monolith.js';
import { QueryMaker, seeded } from '../testing/random-query.js';
import { startShop } from '../testing/shop.js';
import { validQueries } from '../testing/worlds/open-world.js';
import { createEngine } from './federation-engine.js';

// To look further by hand: FUZZ_ROUNDS=5000 FUZZ_SEED=7 npm run fuzz:federation
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 150);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261121);
const TIMEOUT_MS = 60_000 + ROUNDS * 100;

// Errors in places that both may leave empty, so that paths can be compared one by one.
const failing = {
  Customer: {
    email: ({ id, email }: { id: string; email: string | null }) => {
      if (id === 'ada') throw new Error('This address is secret.');
      return email;
    },
  },
  Product: {
    inStock: ({ id, inStock }: { id: string; inStock: number }) => {
      if (id === 'p3') throw new Error('Nobody has counted it.');
      return inStock;
    },
  },
};

interface Located {
  readonly path?: readonly (string | number)[] | undefined;
}

interface Outcome {
  readonly data: unknown;
  readonly paths: readonly string[];
}

function outcome(data: unknown, errors: readonly Located[] = []): Outcome {
  const paths = errors.map(({ path }) => JSON.stringify(path)).sort();
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, paths };
}

function objectsOf(errors: readonly Located[]): Located[] {
  return errors.map(({ path = [] }) => ({ path: path.slice(0, -1) }));
}

describe('random queries', () => {
  it(
    'get the answers that graphql-js gives over the same data in one schema',
    async () => {
      await using shop = await startShop();
      await using engine = await createEngine({ supergraph: composeLocally(shop.definitions) });
      const whole = monolith(engine.schema);
      for (const { query, variables } of validQueries(
        engine.schema,
        new QueryMaker(engine.schema, seeded(SEED)),
        ROUNDS,
      )) {
        const expected = await execute({
          schema: whole,
          document: parse(query),
          variableValues: variables,
        });
        const prepared = engine.prepare(query);
        const answer = prepared.ok
          ? await prepared.operation.execute(variables, {})
          : prepared.answer;
        const { data, errors } = answer.result();
        const context = `${query}\n${JSON.stringify(variables)}`;
        expect(outcome(data, errors), context).toEqual(outcome(expected.data, expected.errors));
      }
    },
    TIMEOUT_MS,
  );

  it(
    'report errors where graphql-js does',
    async () => {
      const { Customer, Product } = failing;
      await using shop = await startShop(failing);
      await using engine = await createEngine({ supergraph: composeLocally(shop.definitions) });
      const whole = monolith(engine.schema, { Customer, Product });
      let withErrors = 0;
      for (const { query, variables } of validQueries(
        engine.schema,
        new QueryMaker(engine.schema, seeded(SEED)),
        ROUNDS,
      )) {
        const expected = await execute({
          schema: whole,
          document: parse(query),
          variableValues: variables,
        });
        const prepared = engine.prepare(query);
        const answer = prepared.ok
          ? await prepared.operation.execute(variables, {})
          : prepared.answer;
        const { data, errors = [] } = answer.result();
        const context = `${query}\n${JSON.stringify(variables)}`;
        expect(outcome(data).data, context).toEqual(outcome(expected.data).data);
        if (!expected.errors) {
          expect(errors, context).toEqual([]);
          continue;
        }
        withErrors += 1;
        // Two mentions of one field fail alike, and where everything is lost either may have been
        // asked first: what is compared is the object in which it happened.
        const ours = outcome(null, objectsOf(errors)).paths;
        const wanted = outcome(null, objectsOf(expected.errors)).paths;
        expect(ours, context).not.toEqual([]);
        if (expected.data) expect(ours, context).toEqual(expect.arrayContaining([...wanted]));
      }
      expect(withErrors).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );
});
