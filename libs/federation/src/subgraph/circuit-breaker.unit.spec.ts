import { expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.js';

function breaker(): {
  readonly it: CircuitBreaker;
  readonly states: string[];
  pass(ms: number): void;
  fail(times: number): void;
  succeed(times: number): void;
} {
  let now = 0;
  const states: string[] = [];
  const options = { failureShare: 0.5, minRequests: 10, windowMs: 1_000, openMs: 500 };
  const it = new CircuitBreaker(
    options,
    (state) => states.push(state),
    () => now,
  );
  const times = (count: number, act: () => void): void => {
    for (let i = 0; i < count; i += 1) act();
  };
  return {
    it,
    states,
    pass: (ms) => {
      now += ms;
    },
    fail: (count) => times(count, () => it.failed()),
    succeed: (count) => times(count, () => it.succeeded()),
  };
}

test('opens when enough requests failed, and no sooner', () => {
  const { it, fail, succeed, states } = breaker();
  succeed(5);
  fail(4);
  expect(it.admits()).toBe(true);
  fail(1);
  expect(it.admits()).toBe(false);
  expect(states).toEqual(['open']);
});

test('takes few requests for no proof, and forgets what lies behind the window', () => {
  const { it, fail, pass } = breaker();
  fail(9);
  expect(it.admits()).toBe(true);
  pass(1_001);
  fail(9);
  expect(it.admits()).toBe(true);
  fail(1);
  expect(it.admits()).toBe(false);
});

test('lets one request probe, whose success closes it', () => {
  const { it, fail, pass, states } = breaker();
  fail(10);
  pass(499);
  expect(it.admits()).toBe(false);
  pass(1);
  expect(it.admits()).toBe(true);
  expect(it.admits()).toBe(false);
  it.succeeded();
  expect(it.admits()).toBe(true);
  expect(states).toEqual(['open', 'closed']);
});

test('stays open when the probe fails, and lets another one try when it was given up', () => {
  const { it, fail, pass, states } = breaker();
  fail(10);
  pass(500);
  it.admits();
  it.failed();
  pass(499);
  expect(it.admits()).toBe(false);
  pass(1);
  expect(it.admits()).toBe(true);
  it.left();
  expect(it.admits()).toBe(true);
  it.succeeded();
  expect(states).toEqual(['open', 'closed']);
});
