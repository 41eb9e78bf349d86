import { expect, it } from 'vitest';
import {
  benchOf,
  gate,
  leaseOn,
  outcomeOf,
  requestFor,
  verdict,
  type StoreSetup,
} from './store-harness.js';

export function describeFences<Tx>(setup: StoreSetup<Tx>): void {
  it('counts the epochs of each lease up by one', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();

    const first = await bench.store.takeLease(leaseOn(0), 'ada');
    const second = await other.takeLease(leaseOn(0), 'bob');
    const elsewhere = await bench.store.takeLease(leaseOn(1), 'ada');
    const another = await bench.store.takeLease(leaseOn(0, 'mail'), 'ada');

    expect(first).toEqual({ ...leaseOn(0), epoch: 1, owner: 'ada' });
    expect(second).toEqual({ ...leaseOn(0), epoch: 2, owner: 'bob', unclean: true });
    expect([elsewhere.epoch, another.epoch]).toEqual([1, 1]);
  });

  it('works under a fence for as long as nobody took the lease', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const fence = await bench.store.takeLease(leaseOn(0), 'ada');
    await other.takeLease(leaseOn(1), 'bob');
    await other.takeLease(leaseOn(0, 'mail'), 'bob');

    const results = await Promise.all(
      ['r1', 'r2', 'r3'].map((id) =>
        bench.store.unit(requestFor(id, { fence }), async (tx) => {
          await bench.write(tx, id, 1);
          return verdict();
        }),
      ),
    );

    expect(results.map(({ kind }) => kind)).toEqual(['committed', 'committed', 'committed']);
  });

  it('refuses a unit whose lease was taken before, and changes nothing', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const old = await bench.store.takeLease(leaseOn(0), 'ada');
    const fence = await other.takeLease(leaseOn(0), 'bob');
    let ran = 0;
    const work = async (tx: Tx) => {
      ran += 1;
      await bench.write(tx, 'a', ran);
      return verdict({ outcome: outcomeOf('orders.1') });
    };

    const refused = bench.store.unit(requestFor('orders.1', { fence: old }), work);

    await expect(refused).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(ran).toBe(0);
    expect(await bench.store.outcome('orders.1')).toBeUndefined();
    expect((await other.unit(requestFor('orders.1', { fence }), work)).kind).toBe('committed');
    expect(await bench.committed('a')).toBe(1);
  });

  it('refuses a repeat under a void fence, too', async () => {
    const bench = await benchOf(setup);
    const old = await bench.store.takeLease(leaseOn(0), 'ada');
    await bench.keep('orders.1', 'a', 1, { outcome: outcomeOf('orders.1') });
    await bench.store.takeLease(leaseOn(0), 'bob');

    const refused = bench.store.unit(requestFor('orders.1', { fence: old }), async () => verdict());

    await expect(refused).rejects.toMatchObject({ code: 'LEASE_LOST' });
  });

  it('refuses a unit whose lease was never taken', async () => {
    const bench = await benchOf(setup);
    const fence = { ...leaseOn(0), epoch: 1, owner: 'nobody' };

    const refused = bench.store.unit(requestFor('r', { fence }), async () => verdict());

    await expect(refused).rejects.toMatchObject({ code: 'LEASE_LOST' });
  });

  it('gives a lease to its taker although the predecessor holds a transaction open, whose work is void then', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    await bench.keep('seed', 'a', 0);
    const old = await bench.store.takeLease(leaseOn(0), 'ada');
    const began = gate();
    const release = gate();
    // The deadline bounds the wait where an engine cannot end the transaction of another process.
    const open = bench.store.unit(
      requestFor('orders.1', { fence: old, timeoutMs: 1_500 }),
      async (tx) => {
        await bench.add(tx, 'a', 1);
        began.open();
        await release.opened;
        return verdict({ outcome: outcomeOf('orders.1') });
      },
    );
    const ended = open.catch((error: unknown) => error);
    await began.opened;

    const fence = await other.takeLease(leaseOn(0), 'bob');
    release.open();

    expect(fence.epoch).toBe(2);
    const error = (await ended) as { code?: string };
    expect(['LEASE_LOST', 'DEADLINE_EXCEEDED']).toContain(error.code);
    expect(await bench.committed('a')).toBe(0);
    const next = await other.unit(requestFor('orders.1', { fence }), async (tx) => {
      await bench.add(tx, 'a', 10);
      return verdict();
    });
    expect(next).toEqual({ kind: 'committed' });
    expect(await bench.committed('a')).toBe(10);
  });

  it('leaves one owner when several processes take a lease at once', async () => {
    const bench = await benchOf(setup);
    const stores = [bench.store, await bench.another(), await bench.another()];

    const fences = await Promise.all(
      stores.flatMap((store, i) => [
        store.takeLease(leaseOn(0), `owner ${i}`),
        store.takeLease(leaseOn(0), `owner ${i} again`),
      ]),
    );

    expect(fences.map(({ epoch }) => epoch).sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const attempts = await Promise.all(
      fences.map((fence) =>
        bench.store
          .unit(requestFor(`r${fence.epoch}`, { fence }), async () => verdict())
          .then(() => fence.epoch)
          .catch((error: { code?: string }) => error.code),
      ),
    );
    expect(attempts.sort()).toEqual([6, ...Array<string>(5).fill('LEASE_LOST')]);
  });
}
