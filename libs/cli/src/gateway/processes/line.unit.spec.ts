import { describe, expect, it } from 'vitest';
import { createMemoryCache } from '@metamorphosis/core';
import { aLine } from './peers.fixture.spec.js';
import { cacheHandlers, cacheOverLine } from './shared-cache.js';

const nothing = () => ({});

describe('a line between two processes', () => {
  it('carries questions with their answers, whichever comes first, and what is told', async () => {
    const told: unknown[] = [];
    const slow = Promise.withResolvers<string>();
    const { first, second } = aLine(
      () => ({ double: (n: number) => n * 2, slow: () => slow.promise }),
      () => ({ news: (value: unknown) => told.push(value) }),
    );
    const late = second.ask('slow');
    expect(await Promise.all([second.ask('double', 2), second.ask('double', 3)])).toEqual([4, 6]);
    slow.resolve('done');
    expect(await late).toBe('done');
    first.tell('news', { a: [1] });
    first.tell('unknown', 1);
    await expect.poll(() => told).toEqual([{ a: [1] }]);
  });

  it('refuses what fails at the other end, or what nobody knows there', async () => {
    const fails = (): never => {
      throw new Error('Not today.');
    };
    const { second } = aLine(() => ({ fails }), nothing);
    await expect(second.ask('fails')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: new Error('Not today.'),
    });
    await expect(second.ask('else')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('keeps nobody waiting for a process that is gone', async () => {
    const { second, cut } = aLine(() => ({ never: () => new Promise(() => undefined) }), nothing);
    const asked = second.ask('never');
    cut();
    await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(second.ask('never')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    second.tell('news', 1);
  });

  it('gives several processes one cache', async () => {
    await using cache = createMemoryCache();
    const ends = [
      aLine(() => cacheHandlers(cache), nothing),
      aLine(() => cacheHandlers(cache), nothing),
    ];
    const [one, other] = ends.map(({ second }) => cacheOverLine(second));
    await one?.set('a', 'text', 60_000);
    expect(await other?.get('a')).toBe('text');
    expect(await other?.get('b')).toBeUndefined();
    expect(await one?.take('n', 6, 10, 60_000)).toBe(true);
    expect(await other?.take('n', 5, 10, 60_000)).toBe(false);
    await one?.close();
    expect(await other?.get('a')).toBe('text');
  });
});
