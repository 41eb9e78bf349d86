import { expect, test } from 'vitest';
import type { LogRecord } from '../log/event-log.js';
import { DispatchFixture, staysSo, until } from './dispatch.fixture.spec.js';
import { OffsetFirst } from './offset-first.js';

const ONE = { name: 'one', held: true, offsets: 'first' } as const;
const offsets = (f: DispatchFixture): readonly number[] =>
  f.turns.map(({ record }) => record.offset);

test('the offset of a record is committed before it is handled', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ ...ONE, limits: { commitIntervalMs: 60_000 } });
  await f.append('a');
  const turn = await f.turn(0);
  expect(await f.committed()).toBe(1);
  expect(turn.isOver).toBe(false);
});

test('no more is committed than may be handled at once', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ ...ONE, limits: { concurrency: 2 } });
  await f.append('a', 'b', 'c', 'd', 'e');
  const [first] = [await f.turn(0), await f.turn(1)];
  await staysSo(50, () => expect(offsets(f)).toEqual([0, 1]));
  expect(await f.committed()).toBe(2);
  first.end();
  await f.turn(2);
  expect(await f.committed()).toBe(3);
});

test('a process that dies loses what it was handling, and nothing else; nothing is handled twice', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ ...ONE, limits: { concurrency: 2 } });
  await f.append('a', 'b', 'c', 'd', 'e');
  await Promise.all([f.turn(0), f.turn(1)]);
  const log = f.logs.get('one');
  if (log) f.cluster.cut(log);
  f.consumer({ name: 'two', offsets: 'first' });
  await f.turn(4);
  expect(offsets(f)).toEqual([0, 1, 2, 3, 4]);
  expect(f.turns.slice(2).map(({ by }) => by)).toEqual(['two', 'two', 'two']);
});

test('a log that takes no commit lets nothing begin until it does', async () => {
  const answers = [
    Promise.reject(new Error('away')),
    Promise.resolve(false),
    Promise.resolve(true),
  ];
  for (const answer of answers) answer.catch(() => undefined);
  const steps: string[] = [];
  const first = new OffsetFirst({
    commit: (records) => {
      steps.push(`commit ${records.length}`);
      return answers.shift() ?? Promise.resolve(true);
    },
    begin: ({ offset }) => steps.push(`begin ${offset}`),
    giveBack: () => undefined,
    room: () => 1,
    signal: new AbortController().signal,
  });
  for (const offset of [0, 1]) first.take({ offset } as LogRecord);
  const commits = ['commit 1', 'commit 1', 'commit 1'];
  await until(() => expect(steps).toEqual([...commits, 'begin 0']));
  first.ended();
  await until(() => expect(steps).toEqual([...commits, 'begin 0', 'commit 1', 'begin 1']));
});

test('what was not committed when the work became void is given back', async () => {
  const lost = new AbortController();
  const begun: number[] = [];
  const back: number[] = [];
  const first = new OffsetFirst({
    commit: () => Promise.resolve(false),
    begin: ({ offset }) => begun.push(offset),
    giveBack: ({ offset }) => back.push(offset),
    room: () => 1,
    signal: lost.signal,
  });
  for (const offset of [0, 1]) first.take({ offset } as LogRecord);
  lost.abort();
  first.stop();
  await first.settled();
  expect(back.sort()).toEqual([0, 1]);
  expect(begun).toEqual([]);
});

test('closing handles what is committed, also what waits behind a record of its key', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ ...ONE, limits: { concurrency: 3, drainTimeoutMs: 5000 } });
  await f.append('a', 'a', 'a', 'a');
  const first = await f.turn(0);
  expect(await f.committed()).toBe(3);
  const closing = consumer.close();
  first.end();
  for (const offset of [1, 2]) (await f.turn(offset)).end();
  await closing;
  expect(offsets(f)).toEqual([0, 1, 2]);
  expect(await f.committed()).toBe(3);
});

test('a pause commits nothing further, and what was committed is handled', async () => {
  const f = await DispatchFixture.create();
  const consumer = f.consumer({ ...ONE, limits: { concurrency: 2 } });
  await f.append('a', 'a', 'b', 'c');
  const first = await f.turn(0);
  consumer.pause();
  first.end();
  (await f.turn(1)).end();
  await staysSo(50, () => expect(offsets(f)).toEqual([0, 1]));
  expect(await f.committed()).toBe(2);
  consumer.resume();
  await Promise.all([f.turn(2), f.turn(3)]);
});

test('after the lease was taken over it goes on behind what it committed', async () => {
  const f = await DispatchFixture.create();
  f.consumer({ ...ONE, limits: { concurrency: 1 } });
  await f.append('a', 'b', 'c');
  const first = await f.turn(0);
  await f.store.takeLease({ consumer: 'commands', topic: 'counts.commands', partition: 0 }, 'x');
  first.end();
  (await f.turn(1)).end();
  (await f.turn(2)).end();
  await until(() => expect(offsets(f)).toEqual([0, 1, 2]));
  expect(await f.effectOf(0)).toBeUndefined();
  await until(async () => expect(await f.effectOf(2)).toBe('one'));
});
