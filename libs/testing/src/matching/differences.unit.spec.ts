import { expect, test } from 'vitest';
import { differences } from './differences.js';
import { anything, same, satisfying } from './matchers.js';

test('equal values have none, and a field that is undefined counts as absent', () => {
  const value = { a: [1, { b: null }], c: 'x' };
  expect(differences({ ...value, d: undefined }, structuredClone(value), '')).toEqual([]);
});

test('each place is named by its path, with both values', () => {
  const expected = { a: [1, { b: null }], c: 'x' };
  const actual = { a: [1, { b: 2 }, 3], d: true };
  expect(differences(expected, actual, 'outcome')).toEqual([
    { path: 'outcome.a[1].b', expected: 'null', actual: '2' },
    { path: 'outcome.a[2]', expected: 'nothing', actual: '3' },
    { path: 'outcome.c', expected: "'x'", actual: 'nothing' },
    { path: 'outcome.d', expected: 'nothing', actual: 'true' },
  ]);
});

test('matchers stand for values that are not known beforehand', () => {
  const even = satisfying<number>('an even number', (n) => n % 2 === 0);
  expect(differences({ a: anything(), b: even }, { a: null, b: 4 }, '')).toEqual([]);
  expect(differences({ a: anything(), b: even }, { b: 3 }, '')).toEqual([
    { path: 'a', expected: '<anything>', actual: 'nothing' },
    { path: 'b', expected: '<an even number>', actual: '3' },
  ]);
  expect(differences({ a: expect.any(String) as string }, { a: 'x' }, '')).toEqual([]);
  expect(differences({ a: expect.any(String) as string }, { a: 1 }, '')).toHaveLength(1);
});

test('same takes one value wherever its name stands', () => {
  const expected = [same('order'), same('order'), same('customer')];
  expect(differences(expected, ['o', 'o', 'c'], '')).toEqual([]);
  expect(differences(expected, ['o', 'p', 'c'], 'ids')).toEqual([
    { path: 'ids[1]', expected: '<the same "order">', actual: "'p'" },
  ]);
});
