import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../lifecycle/logger.js';
import { RetryFixture, TOPIC, until } from '../retry/retry.fixture.spec.js';
import { MemoryDatabase } from '../store/memory-database.js';
import { createMemoryStore } from '../store/memory-store.js';
import { outcomeOf, requestFor, verdict } from '../store/store-harness.js';
import { Purger, type PurgerOptions } from './purger.js';

const CONSUMER = { name: 'commands', group: TOPIC, topics: [TOPIC] };

const purgerOf = (
  options: Pick<PurgerOptions, 'store' | 'log'> & Partial<PurgerOptions>,
): Purger => {
  const purger = new Purger({
    consumers: [CONSUMER],
    isResponsible: () => true,
    logger: silentLogger,
    retentionMs: 0,
    marginRecords: 2,
    stepSize: 3,
    ...options,
  });
  onTestFinished(() => purger.close());
  return purger;
};

test('what lies below the committed offset by more than the margin is forgotten, in steps', async () => {
  const f = await RetryFixture.create();
  f.worker();
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) ids.push(await f.send('a', n));
  await until(async () => expect((await f.log.committed(TOPIC, TOPIC)).get(0)).toBe(10));

  expect(await purgerOf({ store: f.store, log: f.log }).purge()).toBe(8);

  expect(await f.store.outcome(ids[7] ?? '')).toBeUndefined();
  expect((await f.store.outcome(ids[8] ?? ''))?.update.state).toBe('SUCCEEDED');
  // What is delivered twice within the margin is known.
  expect(f.database.inbox.size).toBe(2);
});

test('commands are dropped from the log below the committed offset less the margin, events are not', async () => {
  const f = await RetryFixture.create();
  f.worker();
  for (let n = 0; n < 10; n++) await f.send('a', n);
  await until(async () => expect((await f.log.committed(TOPIC, TOPIC)).get(0)).toBe(10));
  const range = { topic: TOPIC, partition: 0, end: 10 };

  await purgerOf({ store: f.store, log: f.log }).purge();
  expect(await f.log.ranges(TOPIC)).toEqual([{ ...range, earliest: 0 }]);
  const consumers = [{ ...CONSUMER, trims: true }];
  await purgerOf({ store: f.store, log: f.log, consumers }).purge();
  expect(await f.log.ranges(TOPIC)).toEqual([{ ...range, earliest: 8 }]);
});

test('nothing is forgotten of a consumer that has not come so far, nor before its time', async () => {
  const f = await RetryFixture.create();
  f.worker();
  for (let n = 0; n < 5; n++) await f.send('a', n);
  await until(async () => expect((await f.log.committed(TOPIC, TOPIC)).get(0)).toBe(5));
  const other = { name: 'commands', group: 'another', topics: [TOPIC] };

  expect(await purgerOf({ store: f.store, log: f.log, consumers: [other] }).purge()).toBe(0);
  expect(await purgerOf({ store: f.store, log: f.log, retentionMs: 60_000 }).purge()).toBe(0);
});

test('only the process that is responsible does it, again and again', async () => {
  const store = createMemoryStore({ database: new MemoryDatabase() });
  const f = await RetryFixture.create();
  const keep = (id: string) =>
    store.unit(requestFor(id), async () => verdict({ outcome: outcomeOf(id) }));
  await keep('counts.1');
  let isResponsible = false;
  let asked = 0;
  purgerOf({
    store,
    log: f.log,
    everyMs: 5,
    isResponsible: () => {
      asked += 1;
      return isResponsible;
    },
  });
  await until(() => expect(asked).toBeGreaterThan(3));
  expect(await store.outcome('counts.1')).toBeDefined();
  isResponsible = true;
  await until(async () => expect(await store.outcome('counts.1')).toBeUndefined());
  await keep('counts.2');
  await until(async () => expect(await store.outcome('counts.2')).toBeUndefined());
});
