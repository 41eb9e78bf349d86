import { expect, it } from 'vitest';
import {
  benchOf,
  CONSUMER,
  leaseOn,
  outcomeOf,
  requestFor,
  verdict,
  type StoreBench,
  type StoreSetup,
} from './store-harness.js';
import type { Verdict } from './store.js';
import { parkedAt } from './store.retry-table.features.js';

const { topic } = leaseOn(0);
const below = (offset: number) => [{ ...leaseOn(0), offset }];

export function describeHandledRecords<Tx>(setup: StoreSetup<Tx>): void {
  it('says of a lease whether the owner before gave it back', async () => {
    const { store } = await benchOf(setup);
    const first = await store.takeLease(leaseOn(0), 'ada');
    expect(first.unclean).toBeUndefined();
    const second = await store.takeLease(leaseOn(0), 'bob');
    expect(second.unclean).toBe(true);

    await store.releaseLease(first);
    expect((await store.takeLease(leaseOn(0), 'cy')).unclean).toBe(true);
    const fourth = await store.takeLease(leaseOn(0), 'dan');
    await store.releaseLease(fourth);
    expect((await store.takeLease(leaseOn(0), 'eve')).unclean).toBeUndefined();
    expect((await store.takeLease(leaseOn(0), 'fay')).unclean).toBe(true);
  });

  it('gives a lease back without ending what works under it', async () => {
    const { store } = await benchOf(setup);
    const fence = await store.takeLease(leaseOn(0), 'ada');
    await store.releaseLease(fence);

    expect((await store.unit(requestFor('r', { fence }), async () => verdict())).kind).toBe(
      'committed',
    );
  });

  it('names the record that was marked when its owner died, and the deaths in a row', async () => {
    const { store } = await benchOf(setup);
    const ada = await store.takeLease(leaseOn(0), 'ada');
    expect(ada.suspect).toBeUndefined();
    await store.markAttempt(ada, 'a');
    await store.markAttempt(ada, 'b');
    const bob = await store.takeLease(leaseOn(0), 'bob');
    expect(bob.suspect).toEqual({ record: 'b', deaths: 1, owner: 'ada' });
    const cy = await store.takeLease(leaseOn(0), 'cy');
    expect(cy.suspect).toEqual({ record: 'b', deaths: 1, owner: 'bob' });
    await store.markAttempt(cy, 'a');
    await store.markAttempt(cy, 'b', 1);
    const dan = await store.takeLease(leaseOn(0), 'dan');
    expect(dan.suspect).toEqual({ record: 'b', deaths: 2, owner: 'cy' });

    await expect(store.markAttempt(cy, 'x')).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect((await store.takeLease(leaseOn(1), 'ada')).suspect).toBeUndefined();
  });

  it('suspects nothing once the mark was wiped off, or the lease given back', async () => {
    const { store } = await benchOf(setup);
    const ada = await store.takeLease(leaseOn(0), 'ada');
    await store.markAttempt(ada, 'a', 1);
    await store.markAttempt(ada, undefined);
    const bob = await store.takeLease(leaseOn(0), 'bob');
    expect(bob).toMatchObject({ unclean: true });
    expect(bob.suspect).toBeUndefined();
    await store.markAttempt(bob, 'a');
    await store.releaseLease(bob);
    await store.takeLease(leaseOn(0), 'cy');
    expect((await store.takeLease(leaseOn(0), 'dan')).suspect).toBeUndefined();
  });

  const handle = (
    { store }: StoreBench<Tx>,
    offset: number,
    parts: Partial<Verdict> & { readonly consumer?: string; readonly id?: string } = {},
  ) => {
    const { consumer = CONSUMER, id = `r${offset}`, ...rest } = parts;
    const position = { topic, partition: 0, offset };
    return store.unit({ ...requestFor(id, { consumer }), position }, async () => verdict(rest));
  };
  /** Whether the inbox still knows the record. */
  const knows = async ({ store }: StoreBench<Tx>, recordId: string, consumer = CONSUMER) => {
    const unknown = new Error('unknown');
    return store
      .unit(requestFor(recordId, { consumer }), () => Promise.reject(unknown))
      .then(
        () => true,
        (error: unknown) => {
          if (error === unknown) return false;
          throw error;
        },
      );
  };

  it('forgets what was handled below a position, in small steps', async () => {
    const bench = await benchOf(setup);
    for (const offset of [1, 2, 3])
      await handle(bench, offset, { outcome: outcomeOf(`r${offset}`) });
    await handle(bench, 1, { consumer: `${CONSUMER}#again`, id: 'n1' });
    await handle(bench, 1, { consumer: 'mail', id: 'm1' });
    await bench.keep('placeless', 'a', 1);

    expect(await bench.store.purgeHandled(below(3), 60_000, 100)).toBe(0);
    expect(await bench.store.purgeHandled(below(3), 0, 1)).toBe(1);
    expect(await bench.store.purgeHandled(below(3), 0, 100)).toBe(3);

    expect(await bench.store.outcome('r1')).toBeUndefined();
    expect(await bench.store.outcome('r3')).toBeDefined();
    expect(await bench.store.pendingNotices(0, 10)).toMatchObject([{ commandId: 'r3' }]);
    expect(await knows(bench, 'r2')).toBe(false);
    expect(await knows(bench, 'r3')).toBe(true);
    expect(await knows(bench, 'm1', 'mail')).toBe(true);
    expect(await knows(bench, 'placeless')).toBe(false);
  });

  it('keeps what it knows of a parked record and of a dead letter', async () => {
    const bench = await benchOf(setup);
    const fence = await bench.store.takeLease(leaseOn(0), 'ada');
    const deadLetter = {
      ...{ consumer: CONSUMER, topic, partition: 0, offset: 1, key: 'k', value: null, headers: {} },
      ...{ code: 'RECORD_INVALID', message: 'no', attempts: 0, at: new Date().toISOString() },
    };
    await handle(bench, 1, { id: `${topic}/0/1`, deadLetter });
    await handle(bench, 2, {
      outcome: outcomeOf('r2'),
      deadLetter: { ...deadLetter, offset: 2, recordId: 'r2' },
    });
    await handle(bench, 3);
    await bench.store.park(fence, parkedAt(3), 0);

    expect(await bench.store.purgeHandled(below(10), 0, 100)).toBe(0);
    await bench.store.discardDeadLetters({}, 10, 'a test');
    expect(await bench.store.purgeHandled(below(10), 0, 100)).toBe(2);
    const [row] = await bench.store.dueRows([leaseOn(0)], 1);
    await bench.store.unpark(fence, row?.id ?? '');
    expect(await bench.store.purgeHandled(below(10), 0, 100)).toBe(1);
  });
}
