import { expect, test } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { silentLogger } from './logger.js';
import { aborted, backoffMs, pause, within } from './timing.js';
import { untilReachable } from './until-reachable.js';
import { WakeUp } from './wake-up.js';

const never = new AbortController().signal;
const LONG_MS = 60_000;

test('a pause ends early, and without an error, when it is aborted', async () => {
  const stop = new AbortController();
  const pausing = pause(LONG_MS, stop.signal);
  stop.abort();
  await pausing;
  await pause(LONG_MS, stop.signal);
});

test('an abort is noticed also when it came first', async () => {
  await aborted(AbortSignal.abort());
  const stop = new AbortController();
  const waiting = aborted(stop.signal);
  stop.abort();
  await waiting;
});

test('waits double up to their ceiling, each with jitter in its upper half', () => {
  const backoff = { firstMs: 100, maxMs: 1000 };
  for (const [attempt, ceiling] of [
    [1, 100],
    [2, 200],
    [4, 800],
    [5, 1000],
    [1000, 1000],
  ] as const) {
    for (let i = 0; i < 50; i++) {
      const ms = backoffMs(backoff, attempt);
      expect(ms).toBeGreaterThanOrEqual(ceiling / 2);
      expect(ms).toBeLessThanOrEqual(ceiling);
    }
  }
});

test('what does not come in time is late; what fails in time fails', async () => {
  expect(await within(Promise.resolve('there'), LONG_MS, 'late')).toBe('there');
  expect(await within(new Promise(() => undefined), 1, 'late')).toBe('late');
  await expect(within(Promise.reject(new Error('no')), LONG_MS, 'late')).rejects.toThrow('no');
});

test('a wake-up that came while nobody waited is remembered, once', async () => {
  const due = new WakeUp();
  due.wake();
  due.wake();
  await due.wait(LONG_MS, never);
  const began = performance.now();
  await due.wait(20, never);
  expect(performance.now() - began).toBeGreaterThanOrEqual(15);
});

test('a wake-up, the time, or an abort ends the wait', async () => {
  const due = new WakeUp();
  const woken = due.wait(undefined, never);
  due.wake();
  await woken;
  await due.wait(1, never);
  const stop = new AbortController();
  const stopped = due.wait(undefined, stop.signal);
  stop.abort();
  await stopped;
});

test('what cannot be reached is tried until it can; every other failure is passed on', async () => {
  let tries = 0;
  const answer = untilReachable(
    'the log',
    async () => {
      tries += 1;
      if (tries < 3) throw errors.UNAVAILABLE(['The log']);
      return 'there';
    },
    silentLogger,
    never,
  );
  expect(await answer).toBe('there');
  const broken = untilReachable('x', () => Promise.reject(new Error('no')), silentLogger, never);
  await expect(broken).rejects.toThrow('no');
  const stop = new AbortController();
  const waiting = untilReachable(
    'x',
    () => Promise.reject(errors.UNAVAILABLE(['x'])),
    silentLogger,
    stop.signal,
  );
  stop.abort(new Error('stopping'));
  await expect(waiting).rejects.toThrow('stopping');
});
