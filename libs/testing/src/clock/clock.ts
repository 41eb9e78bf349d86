import { mock } from 'node:test';
import { TestMisuse } from '../misuse.js';

/** The time of a test. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** From now on it is this time, RFC 3339. */
  set(time: string): void;
  /** Lets time pass at once. */
  advance(ms: number): void;
}

let held = false;

/**
 * Stops the time of the process at `time` until it is closed: `Date` stands still and moves only by this
 * clock. Timers run as ever. One at a time, because there is one `Date`; without `time` nothing is stopped.
 */
export function startClock(time: string | undefined): Clock & Disposable {
  if (time === undefined) return runningClock;
  if (held) {
    throw new TestMisuse(
      'Time is stopped already. Close the service that was opened with `now` before another one is.',
    );
  }
  held = true;
  mock.timers.enable({ apis: ['Date'], now: parsed(time) });
  return {
    now: () => Date.now(),
    set: (to) => mock.timers.setTime(parsed(to)),
    advance: (ms) => mock.timers.setTime(Date.now() + ms),
    [Symbol.dispose]: () => {
      if (!held) return;
      held = false;
      mock.timers.reset();
    },
  };
}

const runningClock: Clock & Disposable = {
  now: () => Date.now(),
  set: refuse,
  advance: refuse,
  [Symbol.dispose]: () => undefined,
};

function refuse(): never {
  throw new TestMisuse(
    "Time runs. Open the service with a time to stop at: testService(module, { now: '2026-01-01T00:00:00Z' }).",
  );
}

function parsed(time: string): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) {
    throw new TestMisuse(`"${time}" is no time. Write RFC 3339: 2026-01-01T00:00:00Z.`);
  }
  return ms;
}
