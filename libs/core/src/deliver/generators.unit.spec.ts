import { expect, test } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import { counted } from '../path/path.fixture.spec.js';
import { newEvent } from '../service/new-event.js';
import { progress } from '../service/progress.js';
import { DeliveryBench, until, type Handle } from './deliver.fixture.spec.js';
import { Rejection } from './failures.js';

const OK = { __typename: 'Count', total: 1 };
const said = (name: string) => newEvent(counted, { name, total: 1 });
const published = (b: DeliveryBench): unknown[] =>
  b.database.outbox.map(
    ({ record }) => (JSON.parse(String(record.value)) as { name: string }).name,
  );
const told = (updates: readonly CommandUpdate[]): unknown[] =>
  updates.map(({ state, progress: value }) => (value === undefined ? state : [state, value]));

test('what a generator yields is published in its order, what it returns is the result', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  await b.deliver(record, async function* (_args, { tx, publish }) {
    yield said('first');
    await tx.set('a', 1);
    publish(said('second'));
    yield said('third');
    return OK;
  });
  expect(published(b)).toEqual(['first', 'second', 'third']);
  expect((await b.store.outcome(record.headers['ce_id'] ?? ''))?.update).toMatchObject({
    state: 'SUCCEEDED',
    result: OK,
  });
  expect(await b.store.reader.get('a')).toBe(1);
});

test.each([
  ['returns', () => ({ __typename: 'TooMuch', total: 1 })],
  [
    'throws',
    () => {
      throw new Rejection('NO', 'Not today.');
    },
  ],
])('a generator that %s a rejection leaves no writes and no events', async (_, end) => {
  const b = new DeliveryBench();
  const record = b.command();
  await b.deliver(record, async function* (_args, { tx }) {
    await tx.set('a', 1);
    yield said('undone');
    return end();
  });
  expect(published(b)).toEqual([]);
  expect(await b.store.reader.get('a')).toBeUndefined();
  expect((await b.store.outcome(record.headers['ce_id'] ?? ''))?.update.state).toBe('REJECTED');
});

test('progress is told while the command runs, and ends with the outcome', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  await b.deliver(record, async function* () {
    yield progress({ done: 1, of: 2 });
    await until(() => expect(told(heard)).toEqual([['STARTED', { done: 1, of: 2 }]]));
    yield progress({ done: 2, of: 2 });
    return OK;
  });
  await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
  // The second came within the interval and its command ended: nothing is told behind an outcome.
  expect(told(heard)).toEqual([['STARTED', { done: 1, of: 2 }], 'SUCCEEDED']);
  expect(await b.callers.getUpdate(record.headers['ce_id'] ?? '')).not.toHaveProperty('progress');
});

test('a tight loop of progress is told in steps, the newest value last', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  const last = 5000;
  await b.deliver(record, async function* () {
    for (let done = 1; done <= last; done++) yield progress(done);
    await until(() => expect(heard.at(-1)?.progress).toBe(last));
    return OK;
  });
  const values = heard.flatMap(({ progress: value }) => (value === undefined ? [] : [value]));
  expect(values[0]).toBe(1);
  expect(values.length).toBeLessThan(20);
});

test('progress does not hide that a slow command has started, nor is it hidden by that', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  await b.deliver(record, async function* () {
    yield progress('here');
    await new Promise((resolve) => setTimeout(resolve, 150));
    return OK;
  });
  await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
  expect(told(heard)).toEqual([['STARTED', 'here'], 'SUCCEEDED']);
});

test('a retried try tells its progress anew, and publishes only what it yields itself', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  await b.deliver(record, async function* (_args, { attempt }) {
    yield progress({ attempt });
    yield said(`try ${attempt}`);
    if (attempt === 1) throw new Error('passing');
    await until(() => expect(told(heard)).toContainEqual(['RETRYING', { attempt: 2 }]));
    return OK;
  });
  await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
  expect(told(heard)).toEqual([
    ['STARTED', { attempt: 1 }],
    'RETRYING',
    ['RETRYING', { attempt: 2 }],
    'SUCCEEDED',
  ]);
  expect(published(b)).toEqual(['try 2']);
});

test('a generator whose time is up is not resumed, cleans up, and tells nothing more', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  const steps: string[] = [];
  await b.deliver(
    record,
    async function* () {
      try {
        steps.push('begun');
        await new Promise((resolve) => setTimeout(resolve, 60));
        yield progress('too late');
        steps.push('resumed');
        return OK;
      } finally {
        steps.push('cleaned up');
      }
    },
    { timeoutMs: 30, maxAttempts: 1 },
  );
  await until(() => expect(steps).toEqual(['begun', 'cleaned up']));
  await until(() => expect(heard.at(-1)?.state).toBe('FAILED'));
  expect(heard.filter(({ progress: value }) => value !== undefined)).toEqual([]);
});

test('a value that is neither event nor progress is a defect: parked after one try', async () => {
  const b = new DeliveryBench();
  let tries = 0;
  await b.deliver(b.command(), async function* () {
    tries += 1;
    yield { done: 1 } as never;
    return OK;
  });
  expect(tries).toBe(1);
  expect((await b.store.deadLetters({}, 10))[0]?.message).toContain(
    'yielded an object with done; it may yield events and progress',
  );
});

const circular: Record<string, unknown> = {};
circular['self'] = circular;

test.each([
  ['too large', 'x'.repeat(20_000)],
  ['no JSON', circular as never],
])('progress that is %s is not told; the command goes on', async (_, value) => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  await b.deliver(record, async function* () {
    yield progress(value);
    return OK;
  });
  await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
  expect(told(heard)).toEqual(['STARTED', 'SUCCEEDED']);
});

test('an at-least-once generator tells progress, retries and its outcome without an inbox', async () => {
  const b = new DeliveryBench();
  const record = b.command({ replyTo: 'caller' });
  const heard = await b.heard(record);
  const replies: unknown[] = [];
  await b.callers.watchReplies('caller', ({ result }) => replies.push(result));
  const handle: Handle = async function* (_args, context) {
    expect(context.tx).toBeUndefined();
    expect(await context.reader.get('a')).toBeUndefined();
    yield progress(context.attempt);
    if (context.attempt === 1) throw new Error('passing');
    await until(() => expect(told(heard)).toContainEqual(['RETRYING', 2]));
    return OK;
  };
  await b.deliver(record, handle, { guarantee: 'at-least-once' });
  await until(() => expect(replies).toEqual([OK]));
  expect(told(heard)).toEqual([['STARTED', 1], 'RETRYING', ['RETRYING', 2], 'SUCCEEDED']);
  expect(b.database.inbox.size).toBe(0);
});
