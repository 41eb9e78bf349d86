import { expect, test } from 'vitest';
import { DispatchFixture, staysSo, until } from './dispatch.fixture.spec.js';

const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `k${i}`);

test('what ended behind a record in hand is not committed, and is not lost by a crash', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true });
  await f.append('a', 'b', 'c');
  (await f.turn(1)).end();
  (await f.turn(2)).end();
  await until(async () => expect(await f.effectOf(2)).toBe('one'));
  await staysSo(50, () => expect(f.turns).toHaveLength(3));
  expect(await f.committed()).toBeUndefined();
  // The process dies: its partition goes to another one.
  const log = f.logs.get('one');
  if (log) f.cluster.cut(log);
  f.consumer({ name: 'two' });
  await until(async () => expect(await f.committed()).toBe(3));
  expect(f.turnsOf(0).map(({ by }) => by)).toEqual(['one', 'two']);
  expect(await f.effectOf(0)).toBe('two');
  // Repeats, which the inbox knows.
  expect(await f.effectOf(1)).toBe('one');
});

test('records of one key wait for each other, those of others do not', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true });
  await f.append('a', 'a', 'b');
  await f.turn(2);
  expect(f.turnsOf(1)).toEqual([]);
  (await f.turn(0)).end();
  (await f.turn(1)).end();
});

test.each([
  ['so many records', { maxRecordsInHand: 100 }],
  ['so many bytes', { maxBytesInHand: 100 }],
])('with %s in hand it fetches no more, and goes on at half of them', async (_, limit) => {
  const f = await DispatchFixture.create();
  f.consumer({ name: 'one', held: true, limits: { concurrency: 5000, ...limit } });
  await f.append(...many(2000));
  const fetched = (await f.turn(0)) && f.turns.length;
  await staysSo(100, () => expect(f.turns).toHaveLength(fetched));
  expect(fetched).toBeLessThan(1000);
  const end = (from: number, to: number): void => f.turns.slice(from, to).forEach((t) => t.end());
  end(0, fetched - 51);
  await staysSo(100, () => expect(f.turns).toHaveLength(fetched));
  end(0, fetched - 50);
  await until(() => expect(f.turns.length).toBeGreaterThan(fetched));
});

test('a partition that is taken away is first drained and committed: nothing runs twice', async () => {
  const f = await DispatchFixture.create(2);
  f.consumer({ name: 'one', held: true, limits: { drainTimeoutMs: 2000 } });
  await f.append(...many(20));
  await until(() => expect(f.turns).toHaveLength(20));
  f.consumer({ name: 'two' });
  await staysSo(50, () => expect(f.turns).toHaveLength(20));
  for (const turn of f.turns) turn.end();
  await f.append(...many(20).map((key) => `${key}-later`));
  await until(() => {
    for (const turn of f.turns) turn.end();
    expect(f.turns).toHaveLength(40);
  });
  const seen = f.turns.map(({ record }) => `${record.partition}/${record.offset}`);
  expect(new Set(seen).size).toBe(40);
  expect(f.turns.some(({ by }) => by === 'two')).toBe(true);
});

test('closing begins nothing new, finishes what is in hand, commits it and leaves the rest', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true, limits: { drainTimeoutMs: 2000 } });
  await f.append('a', 'a', 'b');
  const [first, other] = [await f.turn(0), await f.turn(2)];
  const closing = consumer.close();
  other.end();
  first.end();
  await closing;
  expect(await f.committed()).toBe(1);
  expect(f.turnsOf(1)).toEqual([]);
  f.consumer({ name: 'two' });
  await until(async () => expect(await f.committed()).toBe(3));
});

test('closing waits for a handler that hangs once, not longer, and aborts it', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true, limits: { drainTimeoutMs: 1000 } });
  await f.append('a');
  const turn = await f.turn(0);
  const began = performance.now();
  await consumer.close();
  expect(performance.now() - began).toBeLessThan(1800);
  expect(turn.signal.aborted).toBe(true);
  turn.end();
  await turn.over;
  expect(await f.committed()).toBeUndefined();
});

test('closing fetches no more, although what was in hand ends meanwhile', async () => {
  const f = await DispatchFixture.create();
  const limits = { maxRecordsInHand: 100, concurrency: 5000, drainTimeoutMs: 2000 };
  const consumer = f.consumer({ name: 'one', held: true, limits });
  await f.append(...many(3000));
  await until(() => expect(f.turns).toHaveLength(500));
  const closing = consumer.close();
  const slow = f.turns.at(-1);
  for (const turn of f.turns) if (turn !== slow) turn.end();
  await staysSo(100, () => expect(consumer.handled).toBeLessThan(500));
  slow?.end();
  await closing;
  expect(consumer.handled).toBe(500);
  expect(await f.committed()).toBe(500);
});

test('only records that ended count as handled', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ name: 'one', held: true });
  await f.append('a', 'a', 'b');
  const lost = await f.turn(2);
  (await f.turn(0)).end();
  await until(() => expect(consumer.handled).toBe(1));
  const log = f.logs.get('one');
  if (log) f.cluster.cut(log);
  await until(() => expect(lost.signal.aborted).toBe(true));
  for (const turn of f.turns) turn.end();
  await lost.over;
  await staysSo(50, () => expect(consumer.handled).toBe(1));
});

test('closing waits for what is in hand, at most for its time, and says what it had to leave', async () => {
  const f = await DispatchFixture.create();
  await f.append('a', 'b');
  const patient = f.consumer({ name: 'one', held: true, limits: { drainTimeoutMs: 5000 } });
  const [a, b] = [await f.turn(0), await f.turn(1)];
  const closing = patient.close();
  a.end();
  b.end();
  await closing;
  expect(patient.leftInHand).toBe(0);

  await f.append('c');
  const hasty = f.consumer({ name: 'two', held: true, limits: { drainTimeoutMs: 20 } });
  await f.turn(2);
  await hasty.close();
  expect(hasty.leftInHand).toBe(1);
});
