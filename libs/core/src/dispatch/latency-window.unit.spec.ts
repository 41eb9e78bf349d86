import { expect, test } from 'vitest';
import { LatencyWindow } from './latency-window.js';

const T0 = 1_700_000_000_000;

test('quantiles are right to an eighth, over six orders of magnitude', () => {
  for (const scale of [1, 30, 1000, 60_000, 1_000_000]) {
    const window = new LatencyWindow(T0);
    for (let n = 1; n <= 100; n++) window.add(n * scale, T0);
    for (const share of [0.5, 0.99]) {
      const found = window.quantile(share, T0) ?? 0;
      expect(found).toBeGreaterThanOrEqual(share * 100 * scale);
      expect(found).toBeLessThanOrEqual(share * 100 * scale * 1.126);
    }
  }
});

test('what is older than ten seconds does not count any more', () => {
  const window = new LatencyWindow(T0);
  for (let n = 0; n < 50; n++) window.add(5000, T0);
  for (let n = 0; n < 10; n++) window.add(10, T0 + 9000);
  expect(window.quantile(0.5, T0 + 9000)).toBeGreaterThan(4000);
  expect(window.quantile(0.99, T0 + 10_000)).toBe(10);
  expect(window.quantile(0.5, T0 + 30_000)).toBeUndefined();
  expect(window.rate(T0 + 30_000)).toBe(0);
});

test('the rate is one of the window, and of the time since the beginning while that is shorter', () => {
  const window = new LatencyWindow(T0);
  for (let second = 0; second < 20; second++) {
    for (let n = 0; n < 100; n++) window.add(1, T0 + second * 1000 + n * 10);
    if (second === 3) expect(window.rate(T0 + 4000 - 1)).toBeCloseTo(100, 0);
  }
  expect(window.rate(T0 + 20_000 - 1)).toBeCloseTo(100, 0);
});

test('durations below nothing and beyond three weeks do no harm', () => {
  const window = new LatencyWindow(T0);
  window.add(-5, T0);
  expect(window.quantile(0.5, T0)).toBe(0);
  window.add(2 ** 40, T0);
  window.add(2 ** 40, T0);
  expect(window.quantile(0.99, T0)).toBeGreaterThan(2 ** 30);
});
