import { expect, test } from 'vitest';
import type { PartitionRange } from '@metamorphosis/core';
import { LagAges } from './lag-ages.js';

const PLACE = { topic: 'orders.commands', partition: 0 };
const endAt = (end: number): PartitionRange[] => [{ ...PLACE, earliest: 0, end }];

test('a record is as old as the look that saw it first', () => {
  const ages = new LagAges();
  expect(ages.ageMs(PLACE, 0, 0)).toBeUndefined();
  ages.note(endAt(3), 1000);
  ages.note(endAt(3), 2000);
  ages.note(endAt(7), 3000);
  const now = 10_000;
  expect([0, 2, 3, 6, 7].map((offset) => ages.ageMs(PLACE, offset, now))).toEqual([
    9000,
    9000,
    7000,
    7000,
    undefined,
  ]);
  expect(ages.ageMs({ ...PLACE, partition: 1 }, 0, now)).toBeUndefined();
});

test('a topic that was made anew begins again', () => {
  const ages = new LagAges();
  ages.note(endAt(100), 1000);
  ages.note(endAt(2), 5000);
  expect(ages.ageMs(PLACE, 1, 6000)).toBe(1000);
});

test('memory is bounded, and no age too high, however often the end moves', () => {
  const ages = new LagAges();
  const moves = 100_000;
  for (let i = 1; i <= moves; i++) ages.note(endAt(i), i);
  // The record at offset n came at the time n + 1.
  for (const offset of [0, 500, 50_000, 99_990, moves - 1]) {
    const age = ages.ageMs(PLACE, offset, moves) ?? Number.NaN;
    expect(age).toBeLessThanOrEqual(moves - offset - 1);
    expect(age).toBeGreaterThanOrEqual(0);
  }
  expect(ages.ageMs(PLACE, moves - 2, moves)).toBe(1);
  expect(JSON.stringify([...ages['partitions'].values()]).length).toBeLessThan(40_000);
});
