import { expect, test, vi } from 'vitest';
import { analyse, type Analysis } from '../generate.js';
import { GenerationCache } from './generation-cache.js';

vi.setConfig({ testTimeout: 60_000 });

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const stock = (fields: string) => ({
  path: 'schema/stock.graphql',
  text: `${LINK}type Product @key(fields: "id") { id: ID! ${fields} }\ntype Query { product: Product }\n`,
});
const orders = (fields: string) => ({
  path: 'schema/orders.graphql',
  text: `${LINK}type Order @key(fields: "id") { id: ID! ${fields} }
type Product @key(fields: "id", resolvable: false) { id: ID! }
type Query { order: Order }
`,
});

test('with what earlier runs have left a run finds what one without finds', () => {
  const cache = new GenerationCache();
  const seen: Analysis[] = [];
  for (const files of [
    [stock('name: String!'), orders('product: Product!')],
    [stock('name: String!'), orders('product: Product! total: Int!')],
    // Composition refuses it, the rules of one file do not.
    [stock('name: String!'), { ...orders(''), text: `${LINK}type Query { product: Int }\n` }],
    [stock('name: String! inStock: Int!'), orders('product: Product! total: Int!')],
    // A mistake of one file is found again although the file has not changed.
    [stock('name: Strin!'), orders('product: Product!')],
    [stock('name: Strin!'), orders('product: Product! total: Int!')],
  ]) {
    const found = analyse(files, cache);
    cache.endRun();
    const fresh = analyse(files);
    expect(found.ok).toBe(fresh.ok);
    if (found.ok && fresh.ok) expect(found.supergraph).toBe(fresh.supergraph);
    else expect(found).toEqual(fresh);
    seen.push(found);
  }
  expect(seen.map(({ ok }) => ok)).toEqual([true, true, false, true, false, false]);
});
