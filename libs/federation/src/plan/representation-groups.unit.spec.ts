import { expect, it } from 'vitest';
import { RepresentationGroups } from './representation-groups.js';
import type { RepresentationWriter } from './representation-text.js';
import type { Json } from './run.js';

/** Writes `id` and `size`, and tells how often it did. */
function writer(): RepresentationWriter & { written: number } {
  const own = {
    written: 0,
    decidingFields: () => ['id', 'size'],
    write: ({ __typename, id, size }: Json, hasFailed: boolean) => {
      own.written += 1;
      if (size === undefined && hasFailed) return undefined;
      return JSON.stringify({ __typename, id, size });
    },
  };
  return own;
}

const thing = (id: unknown, size?: unknown, __typename: unknown = 'Thing'): Json => ({
  __typename,
  id,
  size,
});

function textsOf(groups: RepresentationGroups): unknown[] {
  return [...groups.byText].map(([text, group]) => [text, group.size]);
}

it('writes what represents equal objects once, in the order in which they were met', () => {
  const groups = new RepresentationGroups();
  const one = writer();
  const objects = [thing('2', 1), thing('1', 1), thing('2', 1), thing('2', 2), thing('1', 1)];
  groups.add(new Set(objects), one, false);
  expect(textsOf(groups)).toEqual([
    ['{"__typename":"Thing","id":"2","size":1}', 2],
    ['{"__typename":"Thing","id":"1","size":1}', 2],
    ['{"__typename":"Thing","id":"2","size":2}', 1],
  ]);
  expect(one.written).toBe(3);
});

it('tells values of different kinds and objects of different types apart', () => {
  const groups = new RepresentationGroups();
  const objects = [thing(1), thing('1'), thing(null), thing(1, null), thing(1, undefined, 'Other')];
  groups.add(new Set(objects), writer(), false);
  expect(groups.byText.size).toBe(objects.length);
});

it('finds that values are equal which are objects themselves', () => {
  const groups = new RepresentationGroups();
  groups.add(new Set([thing({ at: [1] }), thing({ at: [1] })]), writer(), false);
  expect(textsOf(groups)).toEqual([['{"__typename":"Thing","id":{"at":[1]}}', 2]]);
});

it('joins objects of several writers that write the same', () => {
  const groups = new RepresentationGroups();
  const whole = { ...writer(), decidingFields: undefined };
  const shared = thing('1', 1);
  groups.add(new Set([shared, thing('1', 1)]), writer(), false);
  groups.add(new Set([shared, thing('1', 1)]), whole, false);
  expect(textsOf(groups)).toEqual([['{"__typename":"Thing","id":"1","size":1}', 3]]);
});

it('leaves out what has no type and what has no representation', () => {
  const groups = new RepresentationGroups();
  groups.add(new Set([thing('1', 1, 7), { id: '1' }, thing('1'), thing('1')]), writer(), true);
  expect(groups.byText.size).toBe(0);
});
