import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Gathering } from './gathering.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function gathering(): { readonly seen: number[]; readonly gathering: Gathering<number> } {
  const seen: number[] = [];
  return { seen, gathering: new Gathering<number>((value) => seen.push(value)) };
}

test('while few are in hand each value goes on at once', () => {
  const { seen, gathering: g } = gathering();
  for (const inHand of [1, 2, 3, 4]) g.add(inHand, inHand);
  expect(seen).toEqual([1, 2, 3, 4]);
});

test('while many are in hand values go on in groups, in their order', () => {
  const { seen, gathering: g } = gathering();
  for (let n = 1; n < 16; n++) g.add(n, 64);
  expect(seen).toEqual([]);
  g.add(16, 64);
  expect(seen).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
});

test('no value waits longer than four milliseconds, and each goes on once', () => {
  const { seen, gathering: g } = gathering();
  g.add(1, 64);
  vi.advanceTimersByTime(2);
  g.add(2, 64);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([1, 2]);
  vi.advanceTimersByTime(100);
  g.flush();
  expect(seen).toEqual([1, 2]);
});

test('what is there goes on when asked for', () => {
  const { seen, gathering: g } = gathering();
  g.add(1, 64);
  g.flush();
  expect(seen).toEqual([1]);
  g.add(2, 64);
  vi.advanceTimersByTime(4);
  expect(seen).toEqual([1, 2]);
});
