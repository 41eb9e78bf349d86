import { expect, it } from 'vitest';
import { dealPartitions } from './deal-partitions.js';

const hand = (deal: ReturnType<typeof dealPartitions>): Record<string, string[]> =>
  Object.fromEntries(
    [...deal].map(([who, own]) => [who, own.map(({ topic, partition }) => `${topic}${partition}`)]),
  );

it('deals every partition once, as evenly as it goes, also over several topics', () => {
  const players = ['c', 'a', 'b'].map((memberId) => ({ memberId, topics: ['y', 'x'] }));
  const counts = new Map([
    ['y', 2],
    ['x', 4],
  ]);
  expect(hand(dealPartitions(players, counts))).toEqual({
    a: ['x0', 'x3'],
    b: ['x1', 'y0'],
    c: ['x2', 'y1'],
  });
});

it('deals the same whatever the order of the members', () => {
  const players = ['a', 'b'].map((memberId) => ({ memberId, topics: ['x'] }));
  const counts = new Map([['x', 3]]);
  const [one, two] = [
    dealPartitions(players, counts),
    dealPartitions(players.toReversed(), counts),
  ];
  expect(hand(one)).toEqual(hand(two));
});

it('gives no one a topic that he did not ask for', () => {
  const players = [
    { memberId: 'a', topics: ['x'] },
    { memberId: 'b', topics: ['y'] },
    { memberId: 'c', topics: [] },
  ];
  const counts = new Map([
    ['x', 2],
    ['y', 1],
    ['z', 5],
  ]);
  expect(hand(dealPartitions(players, counts))).toEqual({ a: ['x0', 'x1'], b: ['y0'], c: [] });
});
