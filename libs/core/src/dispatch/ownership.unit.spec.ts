import { expect, test } from 'vitest';
import { DispatchFixture, staysSo, TOPIC, until } from './dispatch.fixture.spec.js';

const LEASE = { consumer: 'commands', topic: TOPIC, partition: 0 };

test('each assignment takes the lease before its first record, under an epoch of its own', async () => {
  const f = await DispatchFixture.create();
  await f.append('a');
  f.consumer({ name: 'one' });
  expect((await f.turn(0)).fence).toMatchObject({ epoch: 1, owner: 'one' });
  f.consumer({ name: 'two' });
  await f.append('a');
  const next = await f.turn(1);
  expect(next.fence?.epoch).toBeGreaterThan(1);
});

test('no record begins before the lease is taken; a database that is away is waited for', async () => {
  const f = await DispatchFixture.create();
  f.database.isAvailable = false;
  let asked = 0;
  f.consumer({
    name: 'one',
    claim: (key) => {
      asked += 1;
      return f.store.takeLease(key, 'one');
    },
  });
  await f.append('a', 'a');
  await until(() => expect(asked).toBeGreaterThan(1));
  expect(f.turns).toEqual([]);
  f.database.isAvailable = true;
  await f.turn(1);
  await until(async () => expect(await f.committed()).toBe(2));
});

test('work of a lease that was taken over is aborted and has no effect; it is done again under a new epoch', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true });
  await f.append('a', 'b', 'c');
  const [first, second] = [await f.turn(0), await f.turn(1)];
  first.end();
  await until(async () => expect(await f.committed()).toBe(1));
  // A taker that came late: to the log the partition is still ours.
  await f.store.takeLease(LEASE, 'taker');
  second.end();
  await until(() => expect(f.turnsOf(2)[0]?.signal.aborted).toBe(true));
  expect(await f.effectOf(1)).toBeUndefined();
  expect(await f.committed()).toBe(1);
  // What began under the lost lease is awaited before anything begins under the next.
  await staysSo(1200, () => expect(f.turnsOf(1)).toHaveLength(1));
  f.turnsOf(2)[0]?.end();
  const again = await f.turn(1, 2);
  expect(again.fence).toMatchObject({ owner: 'one', epoch: 3 });
  expect(f.turnsOf(0)).toHaveLength(1);
  again.end();
  (await f.turn(2, 2)).end();
  await until(async () => expect(await f.committed()).toBe(3));
  expect(await f.effectOf(2)).toBe('one');
});

test('a watermark of before the takeover is not committed after it', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true, limits: { commitIntervalMs: 100_000 } });
  await f.append('a', 'b');
  (await f.turn(0)).end();
  await until(async () => expect(await f.effectOf(0)).toBe('one'));
  await f.store.takeLease(LEASE, 'taker');
  (await f.turn(1)).end();
  await until(() => expect(f.turnsOf(1)[0]?.signal.aborted).toBe(true));
  const again = await f.turn(1, 2);
  expect(f.turnsOf(0)).toHaveLength(1);
  expect(await f.committed()).toBeUndefined();
  again.end();
});

test('a partition that comes back waits for what its last assignment still runs', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true });
  await f.append('a', 'a');
  const before = await f.turn(0);
  const log = f.logs.get('one');
  if (!log) throw new Error('no log');
  // The session is lost and won again while the handler hangs.
  f.cluster.cut(log);
  await until(() => expect(before.signal.aborted).toBe(true));
  f.cluster.heal(log);
  await staysSo(200, () => expect(f.turnsOf(0)).toHaveLength(1));
  before.end();
  const after = await f.turn(0, 2);
  expect(before.isOver).toBe(true);
  expect(after.fence?.epoch).toBeGreaterThan(before.fence?.epoch ?? 0);
  after.end();
});

test('a delivery that fails although it may not is done again, not left out', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true });
  await f.append('a', 'b');
  (await f.turn(1)).end();
  (await f.turn(0)).fail(new Error('a bug of ours'));
  (await f.turn(0, 2)).end();
  (await f.turn(1, 2)).end();
  await until(async () => expect(await f.committed()).toBe(2));
  expect(await f.effectOf(0)).toBe('one');
});

test('a claim that is under way when the partition leaves does not take the lease from its next owner', async () => {
  const f = await DispatchFixture.create();
  const slow = Promise.withResolvers<void>();
  let asked = 0;
  const leaving = f.consumer({
    name: 'one',
    limits: { drainTimeoutMs: 2000 },
    claim: async (key) => {
      asked += 1;
      await slow.promise;
      return f.store.takeLease(key, 'one');
    },
  });
  await until(() => expect(asked).toBe(1));
  const closing = leaving.close();
  f.consumer({ name: 'two', held: true });
  await f.append('a');
  await staysSo(100, () => expect(asked).toBe(1));
  slow.resolve();
  await closing;
  const turn = await f.turn(0);
  turn.end();
  await until(async () => expect(await f.committed()).toBe(1));
  expect(turn.by).toBe('two');
  expect(turn.signal.aborted).toBe(false);
  expect(f.turnsOf(0)).toHaveLength(1);
});
