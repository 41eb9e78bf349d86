import { describe, expect, it } from 'vitest';
import { loadSupergraph } from '../engine/load-supergraph.js';
import { parseOperation } from '../operation/parse-operation.js';
import { composeSubgraphs } from '../supergraph/compose-subgraphs.js';
import { CACHE_LINK } from '../testing/cache-control.js';
import { operationFreshness } from './operation-freshness.js';

const SDL = `${CACHE_LINK}
type Query {
  book: Book @cacheControl(maxAge: 60)
  plain: Book
  count: Int
  news: String @cacheControl(maxAge: 10)
  item: Item @cacheControl(maxAge: 60)
  me: Person @cacheControl(maxAge: 30, scope: PRIVATE)
  rooted: String @cacheControl(inheritMaxAge: true)
  either: Either @cacheControl(maxAge: 60)
}
type Book implements Item @key(fields: "id") {
  id: ID!
  title: String
  stock: Int @cacheControl(maxAge: 5)
  author: Person
  editor: Person @cacheControl(inheritMaxAge: true)
  publisher: House
  secret: String @cacheControl(scope: PRIVATE)
}
type Film implements Item @key(fields: "id") { id: ID! title: String @cacheControl(maxAge: 7) }
interface Item { id: ID! title: String }
union Either = Book | Film
type Person { name: String }
type House @cacheControl(maxAge: 20) { name: String }
type Mutation { add: House }`;

const sources = [{ name: 'b', url: 'http://127.0.0.1:9/', sdl: SDL }];
const { apiSchema: schema, caching: rules } = loadSupergraph(
  composeSubgraphs(sources).supergraphSdl,
);

function freshnessOf(query: string): string {
  const parsed = parseOperation(schema, query, undefined);
  if (!('document' in parsed)) throw parsed[0] as Error;
  const found = operationFreshness({ schema, rules }, parsed);
  return found ? `${found.maxAgeMs / 1000} ${found.scope}` : 'not kept';
}

describe('an answer holds', () => {
  it.each([
    ['as long as its field says, and scalars inside with it', '{ book { id title } }', '60 PUBLIC'],
    ['no longer than any part of it', '{ book { stock } news }', '5 PUBLIC'],
    ['not at all when nothing is said of a root field', '{ book { id } count }', 'not kept'],
    ['nor of an object inside', '{ book { author { name } } }', 'not kept'],
    ['with what is around it, where that is said', '{ book { editor { name } } }', '60 PUBLIC'],
    ['as long as its type says', '{ book { publisher { name } } }', '20 PUBLIC'],
    ['not at all when a root field would inherit', '{ rooted }', 'not kept'],
    ['for its caller alone, when any part says so', '{ book { secret } }', '60 PRIVATE'],
    ['for its caller alone, said of a field', '{ me { name } }', '30 PRIVATE'],
    ['as long as the strictest of what it may be', '{ item { title } }', '7 PUBLIC'],
    ['by what is asked of each type', '{ either { ... on Book { title } } }', '60 PUBLIC'],
    [
      'with its fragments',
      '{ ...F } fragment F on Query { book { ...B } } fragment B on Book { stock }',
      '5 PUBLIC',
    ],
    [
      'whatever variables leave out',
      'query ($b: Boolean!) { book { id stock @skip(if: $b) } }',
      '5 PUBLIC',
    ],
    ['without its type name', '{ __typename }', 'not kept'],
    ['and its type name with it', '{ __typename book { __typename } }', '60 PUBLIC'],
    ['not with a part of the schema', '{ book { id } __type(name: "Book") { name } }', 'not kept'],
  ])('%s', (_what, query, expected) => {
    expect(freshnessOf(query)).toBe(expected);
  });

  it('in no supergraph that says nothing', () => {
    const [source] = sources;
    const sdl = (source?.sdl ?? '').replaceAll(/(?<!directive) @cacheControl\([^)]*\)/g, '');
    const { supergraphSdl } = composeSubgraphs([{ name: 'b', url: 'http://127.0.0.1:9/', sdl }]);
    expect(loadSupergraph(supergraphSdl).caching.isEmpty).toBe(true);
  });
});
