import { expect, it } from 'vitest';
import { merge } from './merge.js';
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

it('finds what is there when it was told that objects came, and what was there when not', () => {
  const data: Json = { list: [{ id: 1 }] };
  const finder = new TargetFinder(data);
  const path = compilePath(['list', '@', 'more', '@']);
  expect(finder.at(path).size).toBe(0);
  expect(merge(data, { list: [{ id: 1, name: 'a' }] }, () => false)).toBe(false);
  expect(merge(data, { list: [{ more: [{ id: 2 }] }] }, () => false)).toBe(true);
  expect(finder.at(path).size).toBe(0);
  finder.forget();
  expect([...finder.at(path)]).toEqual([{ id: 2 }]);
});

it.each([
  ['an object in place of a value', { at: null }, { at: {} }, true],
  ['a value in place of an object', { at: {} }, { at: null }, true],
  ['another value', { at: 1, list: [1] }, { at: 2, list: [2] }, false],
  ['an object in a list', { list: [null] }, { list: [{}] }, true],
  ['a list of another length', { list: [{}] }, { list: [{}, {}] }, true],
  ['the same objects', { at: { id: 1 } }, { at: { id: 1 } }, false],
])('a merge tells whether objects came or went: %s', (_, into: Json, from: Json, moved) => {
  expect(merge(into, from, () => false)).toBe(moved);
});
