import { describe, expect, it } from 'vitest';
import { planShares, type SharedTopic, type Sharer } from './plan.js';

const member = (id: string, ...topics: string[]): Sharer => ({ id, topics: new Set(topics) });
const free = (name: string, partitions: number): SharedTopic => ({
  name,
  holders: Array<undefined>(partitions).fill(undefined),
});

function countsOf(owners: readonly (string | undefined)[] | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const owner of owners ?? [])
    counts[owner ?? 'nobody'] = (counts[owner ?? 'nobody'] ?? 0) + 1;
  return counts;
}

describe('the plan of shares', () => {
  it.each([
    [12, ['a'], [12]],
    [12, ['a', 'b', 'c'], [4, 4, 4]],
    [4, ['a', 'b', 'c'], [1, 1, 2]],
    [2, ['a', 'b', 'c'], [1, 1]],
  ])('deals %i partitions to %j evenly', (partitions, ids, expected) => {
    const plan = planShares(
      [free('t', partitions)],
      ids.map((id) => member(id, 't')),
    );
    const counts = Object.values(countsOf(plan.get('t'))).sort((a, b) => a - b);
    expect(counts).toEqual(expected);
  });

  it('leaves a partition with its holder unless that holds more than its share', () => {
    const holders = ['b', 'a', 'a', 'a', 'a', undefined];
    const plan = planShares([{ name: 't', holders }], [member('a', 't'), member('b', 't')]);
    const owners = plan.get('t') ?? [];
    expect(countsOf(owners)).toEqual({ a: 3, b: 3 });
    expect(owners[0]).toBe('b');
    expect(owners.filter((owner, i) => owner === holders[i])).toHaveLength(4);
  });

  it('moves nothing when it is even already', () => {
    const holders = ['b', 'c', 'a', 'c', 'b', 'a', 'a'];
    const ids = ['c', 'a', 'b'];
    const plan = planShares(
      [{ name: 't', holders }],
      ids.map((id) => member(id, 't')),
    );
    expect(plan.get('t')).toEqual(holders);
  });

  it('gives the partitions of one that left to the others, and keeps theirs', () => {
    const plan = planShares(
      [{ name: 't', holders: ['gone', 'a', 'gone', 'b'] }],
      [member('a', 't'), member('b', 't')],
    );
    expect(plan.get('t')?.[1]).toBe('a');
    expect(plan.get('t')?.[3]).toBe('b');
    expect(countsOf(plan.get('t'))).toEqual({ a: 2, b: 2 });
  });

  it('deals a topic among those that want it only', () => {
    const plan = planShares(
      [free('one', 4), free('two', 4), free('none', 2)],
      [member('a', 'one'), member('b', 'one', 'two')],
    );
    expect(countsOf(plan.get('one'))).toEqual({ a: 2, b: 2 });
    expect(countsOf(plan.get('two'))).toEqual({ b: 4 });
    expect(plan.get('none')).toEqual([undefined, undefined]);
  });

  it('spreads many topics of one partition', () => {
    const topics = ['u', 'v', 'w', 'x'].map((name) => free(name, 1));
    const names = topics.map(({ name }) => name);
    const plan = planShares(topics, [member('a', ...names), member('b', ...names)]);
    expect(countsOf(names.flatMap((name) => plan.get(name) ?? []))).toEqual({ a: 2, b: 2 });
  });
});
