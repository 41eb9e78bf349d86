import type { Engine, Variables } from '../engine/engine.js';
import { createEngine } from '../engine/federation-engine.js';
import { composeLocally } from '../supergraph/compose-locally.js';
import { startShop, type Overrides, type Shop } from './shop.js';

/** Executes a query or mutation and parses the answer. */
export type Run = (query: string, variables?: Variables) => Promise<unknown>;

/** Runs a test with the shop's subgraphs and an engine over them. */
export async function withShop(
  test: (bed: { engine: Engine; shop: Shop; run: Run }) => Promise<void>,
  overrides: Overrides = {},
): Promise<void> {
  await using shop = await startShop(overrides);
  await using engine = await createEngine({ supergraph: composeLocally(shop.definitions) });
  const run: Run = async (query, variables) => {
    const prepared = engine.prepare(query);
    const answer = prepared.ok ? await prepared.operation.execute(variables, {}) : prepared.answer;
    return JSON.parse(answer.body()) as unknown;
  };
  await test({ engine, shop, run });
}
