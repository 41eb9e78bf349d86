import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Heartbeat } from './heartbeat.js';

const EVERY_MS = 100;
const TIMEOUT_MS = 30;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A heart over a connection that the test changes as it likes. */
function aHeart(): {
  beats: number;
  silences: number;
  connection: object | undefined;
  fails: boolean;
  heart: Heartbeat;
} {
  const state = { beats: 0, silences: 0, connection: {} as object | undefined, fails: false };
  const heart = new Heartbeat({
    everyMs: EVERY_MS,
    timeoutMs: TIMEOUT_MS,
    listening: () => state.connection,
    beat: async () => {
      state.beats += 1;
      if (state.fails) throw new Error('not published');
    },
    onSilence: () => (state.silences += 1),
  });
  onTestFinished(() => heart.stop());
  return Object.assign(state, { heart });
}

describe('the heartbeat', () => {
  it('tells when a beat does not come back, and goes on beating', async () => {
    const state = aHeart();
    await vi.advanceTimersByTimeAsync(EVERY_MS + TIMEOUT_MS);
    expect(state).toMatchObject({ beats: 1, silences: 1 });
    await vi.advanceTimersByTimeAsync(EVERY_MS + TIMEOUT_MS);
    expect(state).toMatchObject({ beats: 2, silences: 2 });
  });

  it('is content with beats that come back in time', async () => {
    const state = aHeart();
    for (let round = 1; round <= 3; round++) {
      await vi.advanceTimersByTimeAsync(EVERY_MS);
      state.heart.heard();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(state).toMatchObject({ beats: 3, silences: 0 });
  });

  it('concludes nothing from a beat that could not be published', async () => {
    const state = aHeart();
    state.fails = true;
    await vi.advanceTimersByTimeAsync(EVERY_MS + TIMEOUT_MS);
    expect(state).toMatchObject({ beats: 1, silences: 0 });
  });

  it('does not beat while nothing listens', async () => {
    const state = aHeart();
    state.connection = undefined;
    await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(state.beats).toBe(0);
  });

  it('leaves a connection alone that was made after the beat', async () => {
    const state = aHeart();
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    state.connection = {};
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
    expect(state).toMatchObject({ beats: 1, silences: 0 });
  });

  it('ends at once', async () => {
    const state = aHeart();
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    state.heart.stop();
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(state).toMatchObject({ beats: 1, silences: 0 });
  });
});
