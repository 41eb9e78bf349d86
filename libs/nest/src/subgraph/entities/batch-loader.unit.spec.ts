import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BatchLoader } from './batch-loader.js';

function doubling(): { loader: BatchLoader<number, number>; batches: (readonly number[])[] } {
  const batches: (readonly number[])[] = [];
  const loader = new BatchLoader<number, number>((keys) => {
    batches.push(keys);
    return Promise.resolve(keys.map((key) => (key < 0 ? new Error(`no ${key}`) : key * 2)));
  });
  return { loader, batches };
}

test('gathers what is asked for in one turn and in the promises that follow from it', async () => {
  const { loader, batches } = doubling();
  const first = loader.load('1', 1);
  const second = Promise.resolve()
    .then(() => Promise.resolve())
    .then(() => loader.load('2', 2));
  expect(await Promise.all([first, second, loader.load('1', 1)])).toEqual([2, 4, 2]);
  expect(batches).toEqual([[1, 2]]);
});

test('answers at once what is there, and loads the rest in another call', async () => {
  const { loader, batches } = doubling();
  await loader.load('1', 1);
  expect(loader.load('1', 1)).toBe(2);
  await setImmediate();
  expect(
    await loader.loadAll([
      { id: '1', key: 1 },
      { id: '3', key: 3 },
    ]),
  ).toEqual([2, 6]);
  expect(batches).toEqual([[1], [3]]);
});

test('one that fails fails alone', async () => {
  const { loader } = doubling();
  const good = loader.load('1', 1);
  const bad = loader.load('-1', -1);
  expect(await good).toBe(2);
  await expect(bad).rejects.toThrow('no -1');
  expect(() => loader.load('-1', -1)).toThrow('no -1');
  const all = await loader.loadAll([
    { id: '-1', key: -1 },
    { id: '1', key: 1 },
  ]);
  expect(all).toEqual([expect.objectContaining({ message: 'no -1' }), 2]);
});

test.each([
  ['rejects', () => Promise.reject(new Error('the database is away'))],
  [
    'throws',
    () => {
      throw new Error('the database is away');
    },
  ],
])('a call that %s fails all that were in it, and none after', async (_, load) => {
  let away = true;
  const loader = new BatchLoader<number, number>((keys) =>
    away ? load() : Promise.resolve([...keys]),
  );
  await Promise.all(
    [1, 2].map((key) => expect(loader.load(key, key)).rejects.toThrow('the database is away')),
  );
  away = false;
  expect(await loader.load(3, 3)).toBe(3);
});
