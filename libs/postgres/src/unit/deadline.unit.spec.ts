import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline, timeLimitFor } from './deadline.js';

describe('A deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('counts from its start, once, over all races', async () => {
    const deadline = new Deadline(1_000);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(deadline.error).toBeUndefined();
    deadline.start();
    await vi.advanceTimersByTimeAsync(600);
    deadline.start();
    const race = deadline.race(new Promise(() => undefined));
    race.catch(() => undefined);

    await vi.advanceTimersByTimeAsync(400);

    await expect(race).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(deadline.error?.code).toBe('DEADLINE_EXCEEDED');
  });

  it('leaves no timer behind once it is stopped', () => {
    const deadline = new Deadline(1_000);
    deadline.start();
    deadline.stop();

    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [1, 1_000],
    [1_000, 1_000],
    [1_001, 2_000],
    [10_000, 16_000],
    [600_000, 1_024_000],
  ])('of %i ms is %i ms to the server', (ms, limit) => {
    expect(timeLimitFor(ms)).toBe(limit);
  });
});
