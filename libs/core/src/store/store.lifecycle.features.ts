import { expect, it } from 'vitest';
import {
  benchOf,
  eventOf,
  gate,
  outcomeOf,
  requestFor,
  settledWithin,
  verdict,
  type StoreSetup,
} from './store-harness.js';

export function describeLifecycle<Tx>(setup: StoreSetup<Tx>): void {
  it('migrates from several processes at once, and again, without losing anything', async () => {
    const bench = await benchOf(setup);
    const stores = await Promise.all([bench.open(), bench.open(), bench.open()]);
    const lease = await bench.store.takeLease({ consumer: 'c', topic: 't', partition: 0 }, 'ada');
    const outcome = outcomeOf('orders.1');
    await bench.keep('orders.1', 'a', 1, { outcome, outbox: [eventOf('e')] });

    await Promise.all([...stores, ...stores].map((store) => store.migrate()));

    const [store] = stores;
    expect(await store.outcome('orders.1')).toEqual(outcome);
    const again = await store.unit(requestFor('r2', { fence: lease }), async () => verdict());
    expect(again).toEqual({ kind: 'committed' });
  });

  it('makes its tables once when the first processes start together', async () => {
    const harness = await setup();
    const stores = await Promise.all([harness.open(), harness.open(), harness.open()]);
    try {
      await Promise.all(stores.map((store) => store.migrate()));

      const leases = await Promise.all(
        stores.map((s, i) => s.takePublisherLease(`owner ${i}`, 60_000)),
      );
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
      await harness.dispose();
    }
  });

  it('answers a ping', async () => {
    const bench = await benchOf(setup);

    await expect(bench.store.ping()).resolves.toBeUndefined();
  });

  it('finishes the units under way before it closes', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    const began = gate();
    const release = gate();
    const under = other.unit(requestFor('r'), async (tx) => {
      await bench.write(tx, 'a', 1);
      began.open();
      await release.opened;
      await bench.write(tx, 'b', 1);
      return verdict();
    });
    await began.opened;

    const closing = other.close();
    // Proves an absence, within this window only.
    expect(await settledWithin(closing, 50)).toBe(false);
    release.open();

    expect(await under).toEqual({ kind: 'committed' });
    await closing;
    expect([await bench.committed('a'), await bench.committed('b')]).toEqual([1, 1]);
  });

  it('closes as often as one likes, and takes no work any more', async () => {
    const bench = await benchOf(setup);
    const other = await bench.another();
    other.onOutbox(() => undefined);

    await Promise.all([other.close(), other.close()]);
    await other.close();
    await other[Symbol.asyncDispose]();

    const closed = { code: 'CLOSED' };
    const work = other.unit(requestFor('r'), async () => verdict());
    await expect(work).rejects.toMatchObject(closed);
    await expect(other.ping()).rejects.toMatchObject(closed);
    await expect(other.outcome('orders.1')).rejects.toMatchObject(closed);
    expect(await bench.keep('r', 'a', 1)).toEqual({ kind: 'committed' });
  });
}
