import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Heartbeats } from './heartbeats.js';

const PERIOD_MS = 6_400;
const MANY = 6_400;

describe('Heartbeats', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('lets each beat once in a period, and those that came together at different times', () => {
    const heartbeats = new Heartbeats(PERIOD_MS);
    onTestFinished(() => heartbeats.close());
    const beats = Array.from({ length: MANY }, () => 0);
    for (const one of beats.keys()) {
      heartbeats.add({ beat: () => (beats[one] = (beats[one] ?? 0) + 1) });
    }
    let before = 0;
    let mostAtOnce = 0;
    for (let elapsed = 0; elapsed < PERIOD_MS; elapsed += 100) {
      vi.advanceTimersByTime(100);
      const sum = beats.reduce((all, own) => all + own, 0);
      mostAtOnce = Math.max(mostAtOnce, sum - before);
      before = sum;
    }
    expect(new Set(beats)).toEqual(new Set([1]));
    expect(mostAtOnce).toBeLessThanOrEqual(MANY / 50);
  });

  it('lets nobody beat who has left', () => {
    const heartbeats = new Heartbeats(PERIOD_MS);
    onTestFinished(() => heartbeats.close());
    const gone = { beat: vi.fn() };
    const stays = { beat: vi.fn() };
    const slot = heartbeats.add(gone);
    heartbeats.add(stays);
    heartbeats.delete(gone, slot);
    vi.advanceTimersByTime(PERIOD_MS);
    expect(gone.beat).not.toHaveBeenCalled();
    expect(stays.beat).toHaveBeenCalledOnce();
  });
});
