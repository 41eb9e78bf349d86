import { expect, it } from 'vitest';
import {
  benchOf,
  gate,
  requestFor,
  settledWithin,
  verdict,
  type StoreSetup,
} from './store-harness.js';

/** How long a unit waits for another to begin: an engine with one writer holds the other back. */
const OVERLAP_MS = 150;

export function describeIsolation<Tx>(setup: StoreSetup<Tx>): void {
  it('takes units of different records at once, from several processes', async () => {
    const bench = await benchOf(setup);
    const stores = [bench.store, await bench.another()];
    const ids = Array.from({ length: 40 }, (_, i) => `r${i}`);

    const results = await Promise.all(
      ids.map((id, i) =>
        stores[i % 2]!.unit(requestFor(id), async (tx) => {
          await bench.write(tx, id, i);
          return verdict();
        }),
      ),
    );

    expect(results).toEqual(ids.map(() => ({ kind: 'committed' })));
    expect(await Promise.all(ids.map((id) => bench.committed(id)))).toEqual(ids.map((_, i) => i));
  });

  it('loses no update of units that change one row at once', async () => {
    const bench = await benchOf(setup);
    const stores = [bench.store, await bench.another()];
    await bench.keep('seed', 'a', 0);

    const seen = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        let n = 0;
        await stores[i % 2]!.unit(requestFor(`r${i}`), async (tx) => {
          n = await bench.add(tx, 'a', 1);
          return verdict();
        });
        return n;
      }),
    );

    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(await bench.committed('a')).toBe(30);
  });

  it('hides the open writes of one unit from another of the same process', async () => {
    const bench = await benchOf(setup);
    const written = gate();
    const otherBegan = gate();
    let open = false;
    const first = bench.store.unit(requestFor('r1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      open = true;
      written.open();
      await settledWithin(otherBegan.opened, OVERLAP_MS);
      open = false;
      return verdict();
    });
    await written.opened;
    let seen: { readonly open: boolean; readonly n: number | undefined } | undefined;

    await bench.store.unit(requestFor('r2'), async (tx) => {
      const n = await bench.read(tx, 'a');
      seen = { open, n };
      otherBegan.open();
      return verdict();
    });
    await first;

    // With one writer the second unit runs after the first: then it must see the row.
    expect(seen).toEqual(seen?.open ? { open: true, n: undefined } : { open: false, n: 1 });
  });

  it('keeps the writes of a unit when another of the same process rolls back meanwhile', async () => {
    const bench = await benchOf(setup);
    const written = gate();
    const otherEnded = gate();
    const first = bench.store.unit(requestFor('r1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      written.open();
      await settledWithin(otherEnded.opened, OVERLAP_MS);
      await bench.write(tx, 'b', 1);
      return verdict();
    });
    await written.opened;

    const failed = bench.store
      .unit(requestFor('r2'), async (tx) => {
        await bench.write(tx, 'c', 1);
        throw new Error('rolled back');
      })
      .finally(() => otherEnded.open());

    await expect(failed).rejects.toThrow('rolled back');
    expect(await first).toEqual({ kind: 'committed' });
    const rows = await Promise.all(['a', 'b', 'c'].map((id) => bench.committed(id)));
    expect(rows).toEqual([1, 1, undefined]);
  });

  it('drops the writes of a unit that fails while another of the same process commits', async () => {
    const bench = await benchOf(setup);
    const written = gate();
    const otherEnded = gate();
    const first = bench.store.unit(requestFor('r1'), async (tx) => {
      await bench.write(tx, 'a', 1);
      written.open();
      await settledWithin(otherEnded.opened, OVERLAP_MS);
      throw new Error('rolled back');
    });
    first.catch(() => undefined);
    await written.opened;

    const second = await bench.keep('r2', 'c', 1);
    otherEnded.open();

    await expect(first).rejects.toThrow('rolled back');
    expect(second).toEqual({ kind: 'committed' });
    expect([await bench.committed('a'), await bench.committed('c')]).toEqual([undefined, 1]);
  });

  it('ends two units that want two rows in opposite order, both with a commit', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    await bench.keep('seed-x', 'x', 0);
    await bench.keep('seed-y', 'y', 0);
    const began = [gate(), gate()] as const;
    const move = (store: typeof other, me: 0 | 1, from: string, to: string) =>
      store.unit(requestFor(`r${me}`), async (tx) => {
        await bench.add(tx, from, 1);
        began[me].open();
        await settledWithin(began[1 - me]!.opened, OVERLAP_MS);
        await bench.add(tx, to, 1);
        return verdict();
      });

    const results = await Promise.all([move(bench.store, 0, 'x', 'y'), move(other, 1, 'y', 'x')]);

    expect(results).toEqual([{ kind: 'committed' }, { kind: 'committed' }]);
    expect([await bench.committed('x'), await bench.committed('y')]).toEqual([2, 2]);
  });

  it('refuses writes through the reader', async () => {
    const bench = await benchOf(setup);

    await expect((async () => bench.write(bench.store.reader, 'a', 1))()).rejects.toThrow();

    expect(await bench.committed('a')).toBeUndefined();
  });
}
