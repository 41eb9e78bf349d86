import { describe, expect, it, onTestFinished } from 'vitest';
import type { Cache } from './cache.js';

/** One cache, empty at first, for one test. Disposed after all its handles were closed. */
export interface CacheBed extends AsyncDisposable {
  /** Opens another handle on the same cache, as another process would. The suite closes it. */
  open(): Promise<Cache>;
}

/** Makes a bed with its own namespace or memory, so that suites run in parallel. */
export type CacheSetup = () => Promise<CacheBed>;

const A_MINUTE = 60_000;
const SOON = { timeout: 5_000, interval: 5 } as const;

/** What every cache does. */
export function describeCache(name: string, setup: CacheSetup): void {
  const two = async (): Promise<readonly [Cache, Cache]> => {
    const bed = await setup();
    const handles = [await bed.open(), await bed.open()] as const;
    onTestFinished(async () => {
      await Promise.all(handles.map((cache) => cache.close()));
      await bed[Symbol.asyncDispose]();
    });
    return handles;
  };

  describe(`a cache (${name})`, () => {
    it('keeps a text, for all handles, until another one takes its place', async () => {
      const [one, other] = await two();
      expect(await one.get('a')).toBeUndefined();
      await one.set('a', 'Ä 1', A_MINUTE);
      await one.set('b', '', A_MINUTE);
      expect(await other.get('a')).toBe('Ä 1');
      expect(await other.get('b')).toBe('');
      await other.set('a', '2', A_MINUTE);
      expect(await one.get('a')).toBe('2');
    });

    it('forgets a text when its time is over', async () => {
      const [one] = await two();
      await one.set('short', 'x', 30);
      await one.set('long', 'x', A_MINUTE);
      await expect.poll(() => one.get('short'), SOON).toBeUndefined();
      expect(await one.get('long')).toBe('x');
    });

    it('counts up to the limit, over all handles, and not a step beyond', async () => {
      const [one, other] = await two();
      expect(await one.take('a', 6, 10, A_MINUTE)).toBe(true);
      expect(await other.take('a', 5, 10, A_MINUTE)).toBe(false);
      // What was refused has used nothing up.
      expect(await other.take('a', 4, 10, A_MINUTE)).toBe(true);
      expect(await one.take('a', 1, 10, A_MINUTE)).toBe(false);
      expect(await one.take('b', 10, 10, A_MINUTE)).toBe(true);
    });

    it('gives the same room to no two of those who ask at once', async () => {
      const [one, other] = await two();
      const asked = Array.from({ length: 40 }, (_, i) =>
        (i % 2 === 0 ? one : other).take('a', 1, 25, A_MINUTE),
      );
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(25);
    });

    it('begins a count anew when its time is over, however often it was added to', async () => {
      const [one] = await two();
      let key: string;
      let ends: number;
      let turn = 0;
      // Who was held up meanwhile may have begun the new count itself: another one is tried.
      do {
        key = `a${(turn += 1)}`;
        ends = performance.now() + 150;
        expect(await one.take(key, 1, 1_000_000, 150)).toBe(true);
        while (performance.now() < ends - 50) await one.take(key, 1, 1_000_000, A_MINUTE);
      } while (performance.now() >= ends);
      await expect.poll(() => one.take(key, 1_000_000, 1_000_000, A_MINUTE), SOON).toBe(true);
    });

    it('tells texts and counts of one key apart', async () => {
      const [one] = await two();
      await one.set('a', 'text', A_MINUTE);
      expect(await one.take('a', 1, 1, A_MINUTE)).toBe(true);
      expect(await one.get('a')).toBe('text');
    });

    it('refuses calls once it is closed', async () => {
      const [one, other] = await two();
      await one.close();
      await one.close();
      await expect(one.get('a')).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(one.set('a', 'x', 1)).rejects.toMatchObject({ code: 'CLOSED' });
      await expect(one.take('a', 1, 1, 1)).rejects.toMatchObject({ code: 'CLOSED' });
      expect(await other.get('a')).toBeUndefined();
    });
  });
}
