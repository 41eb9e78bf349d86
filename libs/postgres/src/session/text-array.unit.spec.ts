import { expect, it } from 'vitest';
import { encodeTextArray } from './text-array.js';

it('has a head, and each element behind its length in bytes', () => {
  expect([...encodeTextArray(['a"b', null, 'ö', ''])]).toEqual([
    ...[0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 4, 0, 0, 0, 1],
    ...[0, 0, 0, 3, 97, 34, 98],
    ...[255, 255, 255, 255],
    ...[0, 0, 0, 2, 195, 182],
    ...[0, 0, 0, 0],
  ]);
});
