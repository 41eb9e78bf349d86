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
import type { DeadLetter } from './store.js';

const letterAt = (offset: number, parts: Partial<DeadLetter> = {}): DeadLetter => ({
  consumer: CONSUMER,
  topic: 'orders.commands',
  partition: 0,
  offset,
  key: 'k',
  value: new Uint8Array([offset]),
  headers: { ce_id: `r${offset}` },
  recordId: `r${offset}`,
  type: 'orders.placeOrder',
  code: 'COMMAND_FAILED',
  message: 'Out of paper',
  attempts: 5,
  at: `2026-11-21T10:00:0${offset}.000Z`,
  ...parts,
});

const bury = <Tx>({ store }: StoreBench<Tx>, deadLetter: DeadLetter) =>
  store.unit(requestFor(deadLetter.recordId ?? `at ${deadLetter.offset}`), async () =>
    verdict({ deadLetter }),
  );

export function describeDeadLetters<Tx>(setup: StoreSetup<Tx>): void {
  const bench4 = async (): Promise<StoreBench<Tx>> => {
    const bench = await benchOf(setup);
    await bury(bench, letterAt(3));
    await bury(bench, letterAt(1, { key: 'l', code: 'DEADLINE_EXCEEDED', message: '100% Späť_' }));
    await bury(bench, letterAt(2, { consumer: 'mail', key: null }));
    await bury(bench, letterAt(4, { partition: 1 }));
    return bench;
  };
  const offsets = async (
    { store }: StoreBench<Tx>,
    ...[filter, limit = 10, after]: Partial<Parameters<typeof store.deadLetters>>
  ) => (await store.deadLetters(filter ?? {}, limit, after)).map(({ offset }) => offset);

  it('finds them by each condition, and by all that are given', async () => {
    const bench = await bench4();
    const all = await bench.store.deadLetters({}, 10);
    const ids = all.map(({ id }) => id);

    expect(await offsets(bench)).toEqual([3, 1, 2, 4]);
    expect(await offsets(bench, { ids: [ids[1] ?? '', ids[3] ?? '', 'none', '99999'] })).toEqual([
      1, 4,
    ]);
    expect(await offsets(bench, { consumer: CONSUMER })).toEqual([3, 1, 4]);
    expect(await offsets(bench, { code: 'DEADLINE_EXCEEDED' })).toEqual([1]);
    expect(await offsets(bench, { message: 'OF PAPER' })).toEqual([3, 2, 4]);
    expect(await offsets(bench, { message: '% spä' })).toEqual([1]);
    expect(await offsets(bench, { message: 'o%' })).toEqual([]);
    expect(await offsets(bench, { key: 'k' })).toEqual([3, 4]);
    expect(await offsets(bench, { since: '2026-11-21T10:00:03Z' })).toEqual([3, 4]);
    expect(await offsets(bench, { until: '2026-11-21T11:00:02+01:00' })).toEqual([1]);
    expect(
      await offsets(bench, { consumer: CONSUMER, key: 'k', until: '2026-11-21T10:00:04Z' }),
    ).toEqual([3]);
    expect(await offsets(bench, { ids: [] })).toEqual([]);
  });

  it('gives them in pages, and counts them', async () => {
    const bench = await bench4();
    const [first, second] = await bench.store.deadLetters({}, 2);

    expect([first?.offset, second?.offset]).toEqual([3, 1]);
    expect(await offsets(bench, {}, 2, second?.id)).toEqual([2, 4]);
    expect(await offsets(bench, { consumer: CONSUMER }, 10, first?.id)).toEqual([1, 4]);
    expect(await bench.store.countDeadLetters({})).toBe(4);
    expect(await bench.store.countDeadLetters({ key: 'k' })).toBe(2);
  });

  it('moves them to the retry table in the order of the log, at the pace that was asked for', async () => {
    const bench = await benchOf(setup);
    await bury(bench, letterAt(3));
    await bury(bench, letterAt(1));
    await bury(bench, letterAt(2, { replays: 2, namespace: 'again' }));
    await bury(bench, letterAt(4, { consumer: 'mail' }));

    const moved = await bench.store.replayDeadLetters({ consumer: CONSUMER }, 2, {
      firstInMs: 0,
      everyMs: 60_000,
    });

    expect(moved).toBe(2);
    expect(await offsets(bench)).toEqual([3, 4]);
    const [row, ...others] = await bench.store.dueRows([leaseOn(0)], 10);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      recordId: 'r1',
      attempts: 0,
      replays: 1,
      record: { offset: 1, key: 'k', value: new Uint8Array([1]), headers: { ce_id: 'r1' } },
    });
    const fence = await bench.store.takeLease(leaseOn(0), 'ada');
    await bench.store.unpark(fence, row?.id ?? '');
    const [left] = await bench.store.blockedKeys(leaseOn(0));
    expect(left).toMatchObject({ key: 'k', rows: 1 });
    expect(left?.dueInMs).toBeGreaterThan(50_000);
    await bench.store.replayDeadLetters({}, 10, { firstInMs: 0, everyMs: 0 });
    expect(await bench.store.countDeadLetters({})).toBe(0);
    expect(await bench.store.countParked()).toBe(3);
  });

  it('buries a replayed record again under a higher version', async () => {
    const bench = await benchOf(setup);
    const fence = await bench.store.takeLease(leaseOn(0), 'ada');
    const outcome = outcomeOf('r1', 'failed', 1);
    const request = requestFor('r1', { fence });
    await bench.store.unit(request, async () => verdict({ outcome, deadLetter: letterAt(1) }));
    await bench.store.replayDeadLetters({}, 1, { firstInMs: 0, everyMs: 0 });
    const [row] = await bench.store.dueRows([leaseOn(0)], 1);

    const parked = { id: row?.id ?? '', supersedes: true };
    const deadLetter = letterAt(1, { replays: 1 });
    await bench.store.unit({ ...request, parked }, async () =>
      verdict({ outcome: outcomeOf('r1', 'failed again', 2), deadLetter }),
    );

    expect((await bench.store.outcome('r1'))?.update).toMatchObject({ version: 2 });
    expect(await bench.store.deadLetters({}, 10)).toMatchObject([deadLetter]);
    expect(await bench.store.countParked()).toBe(0);
  });

  it('sets discarded ones aside', async () => {
    const bench = await bench4();

    expect(await bench.store.discardDeadLetters({ consumer: CONSUMER }, 2, 'a test')).toBe(2);

    expect(await offsets(bench)).toEqual([2, 4]);
    expect(await bench.store.countDeadLetters({})).toBe(2);
    expect(await bench.store.replayDeadLetters({}, 10, { firstInMs: 0, everyMs: 0 })).toBe(2);
    expect(await bench.store.discardDeadLetters({}, 10, 'nothing left')).toBe(0);
  });
}
