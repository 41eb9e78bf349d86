import { describe, expect, it } from 'vitest';
import { createEngine } from '../engine/federation-engine.js';
import { loadSupergraph } from '../engine/load-supergraph.js';
import { composeSubgraphs } from '../supergraph/compose-subgraphs.js';
import { operationCost } from './operation-cost.js';
import { parseOperation } from './parse-operation.js';

const SDL = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])
type Query {
  one: Book
  books(first: Int = 3): [Book!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
  some: [Book] @listSize(assumedSize: 5)
  all: [Book]
  page(first: Int): Page @listSize(slicingArguments: ["first"], sizedFields: ["items"])
  report: String @cost(weight: 50)
}
type Mutation { add: Book }
type Page { items: [Book] total: Int }
type Book { id: ID! title: String author: Author }
type Author @cost(weight: 4) { name: String }`;

const { supergraphSdl } = composeSubgraphs([{ name: 'b', url: 'http://127.0.0.1:9/', sdl: SDL }]);
const supergraph = loadSupergraph(supergraphSdl);

function costOf(query: string, variables = {}, listSize?: number): number {
  const { apiSchema: schema, costs: rules } = supergraph;
  const parsed = parseOperation(schema, query, undefined);
  if (!('document' in parsed)) throw parsed[0] as Error;
  const options = listSize === undefined ? {} : { listSize };
  return operationCost({ schema, rules }, parsed, options)(variables);
}

describe('an operation costs', () => {
  it.each([
    ['an object: 1, its scalars nothing', '{ one { id title } }', 1],
    ['what @cost says of a type', '{ one { author { name } } }', 5],
    ['what @cost says of a field', '{ report }', 50],
    ['a list: as often as a slicing argument says', '{ books(first: 7) { id } }', 7],
    ['its default, where none is given', '{ books { author { name } } }', 15],
    ['an assumed size', '{ some { id } }', 5],
    ['ten times, where nothing is said', '{ all { id } }', 10],
    ['the entries of a field inside', '{ page(first: 4) { total items { id } } }', 5],
    ['ten more for a mutation', 'mutation { add { id } }', 11],
    [
      'all fragments',
      '{ one { ...B ... on Book { author { name } } } } fragment B on Book { author { name } }',
      9,
    ],
  ])('%s', (_what, query, expected) => {
    expect(costOf(query)).toBe(expected);
  });

  it('with the variables of the request', () => {
    const query = 'query ($n: Int) { books(first: $n) { id } }';
    expect(costOf(query, { n: 100 })).toBe(100);
    expect(costOf(query, { n: 0 })).toBe(0);
  });

  it('lists as long as configured', () => {
    expect(costOf('{ all { id } }', {}, 25)).toBe(25);
  });
});

it('one that costs too much is refused before anything is asked', async () => {
  await using engine = await createEngine({ supergraph: supergraphSdl, cost: { max: 20 } });
  const prepared = engine.prepare('query ($n: Int) { books(first: $n) { id } }');
  if (!prepared.ok) throw new Error('refused');
  const answer = await prepared.operation.execute({ n: 21 }, {});
  expect(answer.result()).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost', allowed: 20, found: 21 } }],
  });
  // Nobody answers there: one that is executed says so.
  expect((await prepared.operation.execute({ n: 20 }, {})).errors[0]?.extensions?.['code']).toBe(
    'SUBGRAPH_UNAVAILABLE',
  );
});
