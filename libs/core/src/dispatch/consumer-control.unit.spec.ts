import { expect, test } from 'vitest';
import { DispatchFixture, staysSo, until } from './dispatch.fixture.spec.js';

test('a paused consumer begins nothing, keeps its partitions, and goes on where it was', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true, limits: { concurrency: 1 } });
  await f.append('a', 'b', 'c');
  const first = await f.turn(0);
  consumer.pause();
  expect(consumer.isPaused).toBe(true);
  first.end();
  await until(() => expect(consumer.figures().running).toBe(0));
  await f.append('d');
  await staysSo(100, () => expect(f.turns).toHaveLength(1));
  expect(consumer.partitions).toHaveLength(1);
  await until(async () => expect(await f.committed()).toBe(1));
  consumer.resume();
  for (const offset of [1, 2, 3]) (await f.turn(offset)).end();
  await until(async () => expect(await f.committed()).toBe(4));
  expect(f.turns).toHaveLength(4);
});

test('a pause survives rebalances: a partition that comes back begins nothing either', async () => {
  const f = await DispatchFixture.create(2);
  const consumer = f.consumer({ name: 'one' });
  await until(() => expect(consumer.partitions).toHaveLength(2));
  consumer.pause();
  const other = f.consumer({ name: 'two', held: true });
  await until(() => expect(consumer.partitions).toHaveLength(1));
  await other.close();
  await until(() => expect(consumer.partitions).toHaveLength(2));
  await f.append('a', 'b', 'c', 'd');
  await staysSo(100, () => expect(f.turns.filter(({ by }) => by === 'one')).toEqual([]));
  consumer.resume();
  await until(() => expect(consumer.handled).toBe(4));
});

test('a consumer that begins paused handles nothing until it is resumed', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', paused: true });
  await f.append('a');
  await until(() => expect(consumer.partitions).toHaveLength(1));
  await staysSo(50, () => expect(f.turns).toEqual([]));
  consumer.resume();
  await until(() => expect(consumer.handled).toBe(1));
});

test('concurrency can be raised and lowered while it runs', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true, limits: { concurrency: 1 } });
  await f.append(...Array.from({ length: 10 }, (_, n) => `k${n}`));
  await f.turn(0);
  await staysSo(30, () => expect(f.turns).toHaveLength(1));
  consumer.setConcurrency(3);
  await until(() => expect(f.turns).toHaveLength(3));
  consumer.setConcurrency(2);
  f.turns[0]?.end();
  await until(() => expect(consumer.figures().running).toBe(2));
  await staysSo(30, () => expect(f.turns).toHaveLength(3));
  f.turns[1]?.end();
  await until(() => expect(f.turns).toHaveLength(4));
});

test('figures tell what is in hand, what ended, and which record is handled longest', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true, limits: { concurrency: 2 } });
  expect(consumer.figures()).toEqual({
    handled: 0,
    retries: 0,
    deadLetters: 0,
    inHand: 0,
    running: 0,
    rate: 0,
  });
  const before = Date.now();
  await f.append('a', 'b', 'c');
  const first = await f.turn(0);
  const second = await f.turn(1);
  expect(consumer.figures()).toMatchObject({ inHand: 3, running: 2, handled: 0 });
  expect(consumer.figures().longest?.record.offset).toBe(0);
  expect(consumer.figures().oldestInHandAt).toBeGreaterThanOrEqual(before);
  first.end();
  const third = await f.turn(2);
  expect(consumer.figures()).toMatchObject({ inHand: 2, running: 2, handled: 1 });
  expect(consumer.figures().longest?.record.offset).toBe(1);
  second.end();
  third.end();
  await until(() =>
    expect(consumer.figures()).toMatchObject({ inHand: 0, running: 0, handled: 3 }),
  );
  const { longest, oldestInHandAt, p50Ms, p99Ms, rate } = consumer.figures();
  expect([longest, oldestInHandAt]).toEqual([undefined, undefined]);
  expect(rate).toBeGreaterThan(0);
  expect(p99Ms).toBeGreaterThanOrEqual(p50Ms ?? Number.NaN);
});

test('where it is told to begin is committed before anything is handled, so that a restart loses nothing', async () => {
  const f = await DispatchFixture.create();
  await f.append('a', 'b', 'c');
  const startAt = async (): Promise<number> => (await f.committed()) ?? 2;
  const first = f.consumer({ name: 'one', held: true, startAt });
  await f.turn(2);
  await until(async () => expect(await f.committed()).toBe(2));
  await first.close();
  expect(await f.committed()).toBe(2);
  // What came while nobody was there belongs to the group all the same.
  await f.append('d');
  const second = f.consumer({ name: 'two', startAt });
  await until(() => expect(second.handled).toBe(2));
  await until(async () => expect(await f.committed()).toBe(4));
});
