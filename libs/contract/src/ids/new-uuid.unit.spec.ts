import { version } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { newUuid } from './new-uuid.js';

afterEach(() => vi.useRealTimers());

test('ids are UUIDs of version 7 that bear the time of their making', () => {
  vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
  const id = newUuid();
  expect(version(id)).toBe(7);
  expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2030, 0, 1));
});

test('ids made one after the other sort in that order, also when the clock stands still or goes back', () => {
  vi.useFakeTimers({ now: Date.UTC(2031, 0, 1) });
  const ids = Array.from({ length: 1000 }, newUuid);
  vi.setSystemTime(Date.UTC(2030, 6, 1));
  ids.push(...Array.from({ length: 1000 }, newUuid));
  expect(ids).toEqual([...new Set(ids)].sort());
});

test('random bits are not used twice', () => {
  const ends = Array.from({ length: 10_000 }, () => newUuid().slice(-12));
  expect(new Set(ends).size).toBe(ends.length);
});
