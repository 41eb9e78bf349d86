import { expect, it } from 'vitest';
import { benchOf, gate, requestFor, verdict, type StoreSetup } from './store-harness.js';

export function describeDeadlines<Tx>(setup: StoreSetup<Tx>): void {
  it('rolls back work that takes too long, and lets go of its record and rows', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    await bench.keep('seed', 'a', 0);
    const never = gate<never>();

    const late = bench.store.unit(requestFor('r', { timeoutMs: 200 }), async (tx) => {
      await bench.add(tx, 'a', 1);
      return never.opened;
    });

    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const next = await other.unit(requestFor('r', { timeoutMs: 2_000 }), async (tx) => {
      await bench.add(tx, 'a', 10);
      return verdict();
    });
    expect(next).toEqual({ kind: 'committed' });
    expect(await bench.committed('a')).toBe(10);
  });

  it('refuses the transaction to work that goes on after its time', async () => {
    const bench = await benchOf(setup);
    const told = gate();
    const ended = gate<unknown>();

    const late = bench.store.unit(requestFor('r', { timeoutMs: 100 }), async (tx) => {
      await told.opened;
      const error = await (async () => bench.write(tx, 'a', 1))().catch(
        (caught: unknown) => caught,
      );
      ended.open(error);
      return verdict();
    });
    await expect(late).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    // The connection may serve another unit by now: the late write must not land in that one.
    const another = bench.store.unit(requestFor('r2'), async (tx) => {
      await bench.write(tx, 'b', 1);
      told.open();
      await ended.opened;
      return verdict();
    });

    expect(await ended.opened).toBeInstanceOf(Error);
    expect(await another).toEqual({ kind: 'committed' });
    expect([await bench.committed('a'), await bench.committed('b')]).toEqual([undefined, 1]);
  });

  it('refuses the transaction to work that was not awaited by its handler', async () => {
    const bench = await benchOf(setup);
    const told = gate();
    const stray = gate<unknown>();

    await bench.store.unit(requestFor('r'), async (tx) => {
      void told.opened.then(async () => {
        stray.open(await (async () => bench.write(tx, 'a', 1))().catch((error: unknown) => error));
      });
      return verdict();
    });
    told.open();

    expect(await stray.opened).toBeInstanceOf(Error);
    expect(await bench.committed('a')).toBeUndefined();
  });
}
