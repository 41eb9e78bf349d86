import { expect, it } from 'vitest';
import type { Json } from './run.js';
import { compilePath, TargetFinder } from './targets.js';

const find = (data: Json, ...path: string[]): Json[] => [
  ...new TargetFinder(data).at(compilePath(path)),
];

it('finds objects through lists and lists of lists, in their order', () => {
  const data = { rows: [[{ cell: { id: 1 } }, null], [{ cell: { id: 2 } }], null] };
  expect(find(data, 'rows', '@', '@', 'cell')).toEqual([{ id: 1 }, { id: 2 }]);
  expect(find(data)).toEqual([data]);
});

it('finds an object once, and what is below it, however many places share it', () => {
  const author = { books: [{ id: 1 }, { id: 2 }] };
  const data = { shelf: [{ author }, { author }], one: { author } };
  expect(find(data, 'shelf', '@', 'author')).toEqual([author]);
  expect(find(data, 'shelf', '@', 'author', 'books', '@')).toEqual(author.books);
});

it('passes by what breaks the schema: an object in place of a list, a value in place of an object', () => {
  const data = { list: { id: 1 }, plain: 'text', deep: [{ id: 2 }] };
  expect(find(data, 'list', '@')).toEqual([]);
  expect(find(data, 'plain', 'id')).toEqual([]);
  expect(find(data, 'absent', '@', 'id')).toEqual([]);
  expect(find(data, 'deep')).toEqual([{ id: 2 }]);
});

it('tells paths apart that have a beginning in common', () => {
  const finder = new TargetFinder({ a: [{ b: { id: 1 }, c: { id: 2 } }] });
  const at = (...path: string[]): Json[] => [...finder.at(compilePath(path))];
  expect(at('a', '@', 'b')).toEqual([{ id: 1 }]);
  expect(at('a', '@', 'c')).toEqual([{ id: 2 }]);
  expect(at('a', '@')).toHaveLength(1);
});
