import { expect, it } from 'vitest';
import type { ParkedRecord } from './retry-table.js';
import {
  benchOf,
  CONSUMER,
  eventually,
  leaseOn,
  outcomeOf,
  requestFor,
  verdict,
  type StoreBench,
  type StoreSetup,
} from './store-harness.js';
import type { Fence } from './store.js';

/** A record of the suite's consumer, as it is parked. */
export function parkedAt(
  offset: number,
  key: string | null = 'k',
  parts: Partial<ParkedRecord> = {},
): ParkedRecord {
  return {
    consumer: CONSUMER,
    record: {
      topic: 'orders.commands',
      partition: 0,
      offset,
      key,
      value: new Uint8Array([0, 255, offset]),
      headers: { ce_id: `r${offset}`, naïve: 'ö\u0000' },
      timestamp: 1_700_000_000_000 + offset,
    },
    recordId: `r${offset}`,
    attempts: 0,
    replays: 0,
    ...parts,
  };
}

/** The partitions that the cases use. */
const ALL = [leaseOn(0), leaseOn(1)];

const dueOffsets = async <Tx>(bench: StoreBench<Tx>): Promise<readonly number[]> =>
  (await bench.store.dueRows(ALL, 100)).map(({ record }) => record.offset);

export function describeRetryTable<Tx>(setup: StoreSetup<Tx>): void {
  const taken = async (): Promise<{ bench: StoreBench<Tx>; fence: Fence }> => {
    const bench = await benchOf(setup);
    return { bench, fence: await bench.store.takeLease(leaseOn(0), 'ada') };
  };

  it('hands out what it was given, byte for byte, once it is due', async () => {
    const { bench, fence } = await taken();
    const parked = parkedAt(3, 'a\u0000b', { attempts: 2, replays: 1, namespace: 'again' });
    const whole: ParkedRecord = { ...parked, record: { ...parked.record, timestamp: 5 } };
    const empty: ParkedRecord = parkedAt(4, null);
    await bench.store.park(fence, whole, 0);
    await bench.store.park(fence, { ...empty, record: { ...empty.record, value: null } }, 0);
    const other = await bench.another();

    const rows = await other.dueRows(ALL, 10);

    expect(rows).toEqual([
      { ...whole, id: expect.any(String) as string },
      { ...empty, record: { ...empty.record, value: null }, id: expect.any(String) as string },
    ]);
    expect(await other.dueRows([leaseOn(0, 'mail'), leaseOn(1)], 10)).toEqual([]);
  });

  it('has a row due by its own clock, and again when it is put off', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(1, 'k', { attempts: 1 }), 60_000);
    await bench.store.park(fence, parkedAt(2, 'soon', { attempts: 1 }), 80);
    expect(await dueOffsets(bench)).toEqual([]);

    const [row] = await eventually('the row to be due', async () => {
      const rows = await bench.store.dueRows(ALL, 10);
      return rows.length > 0 ? rows : undefined;
    });

    expect(row).toMatchObject({ attempts: 1, record: { offset: 2 } });
    await bench.store.postpone(fence, row?.id ?? '', 2, 60_000);
    expect(await dueOffsets(bench)).toEqual([]);
    const blocked = await bench.store.blockedKeys(leaseOn(0));
    expect(blocked.map(({ key, rows }) => ({ key, rows }))).toEqual([
      { key: 'k', rows: 1 },
      { key: 'soon', rows: 1 },
    ]);
    for (const { dueInMs } of blocked) expect(dueInMs).toBeGreaterThan(50_000);
    await bench.store.postpone(fence, row?.id ?? '', 3, 0);
    expect(await bench.store.dueRows(ALL, 10)).toMatchObject([{ attempts: 3 }]);
  });

  it('lets only the first row of a key be due; the next one is when it is gone', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(1, 'k', { attempts: 1 }), 60_000);
    await bench.store.park(fence, parkedAt(2), 0);
    await bench.store.park(fence, parkedAt(3), 0);
    expect(await dueOffsets(bench)).toEqual([]);
    expect(await bench.store.blockedKeys(leaseOn(0), 'k')).toMatchObject([{ key: 'k', rows: 3 }]);
    const first = await firstRow(bench, fence);

    await bench.store.unpark(fence, first);

    expect(await dueOffsets(bench)).toEqual([2]);
    await bench.store.unpark(fence, await firstRow(bench, fence));
    expect(await dueOffsets(bench)).toEqual([3]);
    await bench.store.unpark(fence, await firstRow(bench, fence));
    expect(await bench.store.blockedKeys(leaseOn(0))).toEqual([]);
  });

  /** The id of the first row of key `k`, made due for the purpose. */
  async function firstRow(bench: StoreBench<Tx>, fence: Fence): Promise<string> {
    const id = async () => (await bench.store.dueRows(ALL, 1))[0]?.id;
    const due = await id();
    if (due !== undefined) return due;
    for (let row = 1; row < 50; row++) {
      await bench.store.postpone(fence, String(row), 1, 0);
      const found = await id();
      if (found !== undefined) return found;
    }
    throw new Error('no row can be made due');
  }

  it('keeps keys, partitions and consumers apart', async () => {
    const { bench, fence } = await taken();
    const elsewhere = await bench.store.takeLease(leaseOn(1), 'ada');
    const mail = await bench.store.takeLease(leaseOn(0, 'mail'), 'ada');
    const at = parkedAt(2).record;
    await bench.store.park(fence, parkedAt(1), 0);
    await bench.store.park(fence, parkedAt(2, 'l'), 0);
    await bench.store.park(elsewhere, { ...parkedAt(2), record: { ...at, partition: 1 } }, 0);
    await bench.store.park(mail, { ...parkedAt(1), consumer: 'mail' }, 0);

    expect((await bench.store.blockedKeys(leaseOn(0))).map(({ key }) => key)).toEqual(['k', 'l']);
    expect(await bench.store.blockedKeys(leaseOn(1))).toEqual([
      { topic: 'orders.commands', partition: 1, key: 'k', rows: 1, dueInMs: 0 },
    ]);
    expect(await bench.store.dueRows(ALL, 10)).toHaveLength(3);
    expect(await bench.store.dueRows([leaseOn(1), leaseOn(0, 'mail')], 10)).toHaveLength(2);
    expect(await bench.store.dueRows([], 10)).toEqual([]);
    expect(await bench.store.dueRows(ALL, 2)).toHaveLength(2);
    expect(await bench.store.countParked(CONSUMER)).toBe(3);
    expect(await bench.store.countParked()).toBe(4);
  });

  it('parks a record once, however often it is read again', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(1, 'k', { attempts: 4 }), 0);
    await bench.store.park(fence, parkedAt(1), 0);
    await bench.store.park(fence, parkedAt(1, 'k', { namespace: 'again' }), 0);

    expect(await bench.store.countParked()).toBe(2);
    expect(await bench.store.dueRows(ALL, 10)).toMatchObject([{ attempts: 4 }]);
  });

  it('changes nothing under a void fence', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(1), 0);
    const [row] = await bench.store.dueRows(ALL, 1);
    const id = row?.id ?? '';
    await bench.store.takeLease(leaseOn(0), 'bob');

    const lost = { code: 'LEASE_LOST' };
    await expect(bench.store.park(fence, parkedAt(2), 0)).rejects.toMatchObject(lost);
    await expect(bench.store.postpone(fence, id, 9, 60_000)).rejects.toMatchObject(lost);
    await expect(bench.store.unpark(fence, id)).rejects.toMatchObject(lost);
    expect(await bench.store.dueRows(ALL, 10)).toEqual([row]);
    expect(await bench.store.countParked()).toBe(1);
  });

  it('settles a row together with the unit of work that handles it', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(1), 0);
    await bench.store.park(fence, parkedAt(2), 0);
    const [row] = await bench.store.dueRows(ALL, 1);
    const parked = { id: row?.id ?? '', supersedes: false };
    const request = { ...requestFor('r1', { fence }), parked };
    const fault = new Error('not yet');

    await expect(bench.store.unit(request, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(await dueOffsets(bench)).toEqual([1]);
    const result = await bench.store.unit(request, async (tx) => {
      await bench.write(tx, 'a', 1);
      return verdict();
    });

    expect(result.kind).toBe('committed');
    expect(await dueOffsets(bench)).toEqual([2]);
    const again = await bench.store.unit(request, () => Promise.reject(fault));
    expect(again.kind).toBe('repeat');
  });

  it('takes a row whose record the inbox knows for a repeat, unless it supersedes', async () => {
    const { bench, fence } = await taken();
    await bench.keep('r1', 'a', 1, { outcome: outcomeOf('r1', 'first') });
    await bench.store.park(fence, parkedAt(1), 0);
    const [row] = await bench.store.dueRows(ALL, 1);
    const id = row?.id ?? '';
    const outcome = outcomeOf('r1', 'second', 2);
    const work = async (tx: Tx) => {
      await bench.write(tx, 'a', 2);
      return verdict({ outcome });
    };

    const repeat = await bench.store.unit(
      { ...requestFor('r1', { fence }), parked: { id, supersedes: false } },
      work,
    );
    expect(repeat).toMatchObject({ kind: 'repeat', outcome: { update: { result: 'first' } } });
    expect(await bench.committed('a')).toBe(1);

    const request = { ...requestFor('r1', { fence }), parked: { id, supersedes: true } };
    expect((await bench.store.unit(request, work)).kind).toBe('committed');
    expect(await bench.committed('a')).toBe(2);
    expect((await bench.store.outcome('r1'))?.update).toMatchObject({
      version: 2,
      result: 'second',
    });
    expect(await bench.store.countParked()).toBe(0);
    const after = await bench.store.unit(request, work);
    expect(after).toMatchObject({ kind: 'repeat', outcome: { update: { result: 'second' } } });
  });

  it('takes records of operators in, each due at its time, before those that wait', async () => {
    const { bench, fence } = await taken();
    await bench.store.park(fence, parkedAt(5, 'k', { attempts: 1 }), 0);

    const added = await bench.store.addParked([
      { ...parkedAt(2, 'k', { namespace: 'n' }), dueInMs: 0 },
      { ...parkedAt(1, 'k', { namespace: 'n' }), dueInMs: 60_000 },
      { ...parkedAt(1, 'l', { namespace: 'n' }), dueInMs: 0 },
    ]);

    expect(added).toBe(3);
    expect(await dueOffsets(bench)).toEqual([1]);
    expect(
      await bench.store.addParked([{ ...parkedAt(2, 'k', { namespace: 'n' }), dueInMs: 0 }]),
    ).toBe(0);
    const [blocked] = await bench.store.blockedKeys(leaseOn(0), 'k');
    expect(blocked?.rows).toBe(3);
    expect(blocked?.dueInMs).toBeGreaterThan(50_000);
  });
}
