import { expect, it } from 'vitest';
import { DEFAULT_RETRY, delayMs } from './retry-options.js';

it('waits twice as long each time, up to the longest pause', () => {
  const longest = Array.from({ length: 8 }, (_, attempt) =>
    delayMs(attempt, DEFAULT_RETRY, () => 1),
  );
  expect(longest).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

it('takes at least half of the pause, whatever chance says', () => {
  expect(delayMs(2, DEFAULT_RETRY, () => 0)).toBe(400);
  expect(delayMs(1000, DEFAULT_RETRY, () => 0)).toBe(5000);
});
