import { execute, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { QueryMaker, seeded } from '../testing/random-query.js';
import { federationOneSupergraph } from '../testing/worlds/federation-one-supergraph.js';
import { federationOne } from '../testing/worlds/federation-one.js';
import { library } from '../testing/worlds/library.js';
import { market } from '../testing/worlds/market.js';
import { media } from '../testing/worlds/media.js';
import { openWorld, validQueries } from '../testing/worlds/open-world.js';
import { wholeSchema } from '../testing/worlds/world-schemas.js';
import { stockGateway } from './stock-gateway.js';

// To look further by hand: FUZZ_ROUNDS=5000 FUZZ_SEED=7 npm run fuzz:federation
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 40);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20261121);
const TIMEOUT_MS = 60_000 + ROUNDS * 200;

const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data ?? null));
const pathsOf = (errors: readonly { path?: unknown }[] = []): readonly string[] =>
  errors.map(({ path }) => JSON.stringify(path)).sort();

describe.each([library, media, federationOne, federationOneSupergraph, market])(
  'random queries over $name',
  (world) => {
    it(
      'get the answers that graphql-js gives in one schema, and that the stock gateway gives',
      async () => {
        const { engine, supergraphSdl, schemaOf } = await openWorld(world);
        await using _ = engine;
        const stock = world.loadsInStock ? await stockGateway(supergraphSdl, schemaOf) : undefined;
        const maker = new QueryMaker(engine.schema, seeded(SEED), world.ids);
        const whole = wholeSchema(world, engine.schema);
        let agreed = 0;
        for (const asked of validQueries(engine.schema, maker, ROUNDS)) {
          const { query, variables } = asked;
          const document = parse(query);
          const expected = await execute({ schema: whole, document, variableValues: variables });
          const prepared = engine.prepare(query);
          const answer = prepared.ok
            ? await prepared.operation.execute(variables, {})
            : prepared.answer;
          const { data, errors } = JSON.parse(answer.body()) as ReturnType<typeof answer.result>;
          const context = `${query}\n${JSON.stringify(variables)}\n${JSON.stringify(errors)}`;
          expect(data ?? null, context).toEqual(plain(expected.data));
          expect(pathsOf(errors), context).toEqual(pathsOf(expected.errors));
          const theirs = await stock?.(asked).catch(() => undefined);
          // Where it errs against graphql-js, it is no measure.
          if (
            theirs &&
            JSON.stringify(plain(theirs.data)) === JSON.stringify(plain(expected.data))
          ) {
            agreed += 1;
            expect(Object.keys(data ?? {}), context).toEqual(Object.keys(theirs.data ?? {}));
          }
        }
        if (stock) expect(agreed).toBeGreaterThan(ROUNDS / 2);
        if (process.env['FUZZ_ROUNDS'])
          console.log(`${world.name}: stock agreed in ${agreed} of ${ROUNDS}`);
      },
      TIMEOUT_MS,
    );
  },
);
