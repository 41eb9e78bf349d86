import { expect, test } from 'vitest';
import { errors } from '@metamorphosis/contract';
import { counted } from '../path/path.fixture.spec.js';
import { newEvent } from '../service/new-event.js';
import { DeliveryBench, type HandleEvent } from './deliver.fixture.spec.js';

const said = (name: string) => newEvent(counted, { name, total: 1 });

test('effectively-once: a repeat is not handled', async () => {
  const b = new DeliveryBench();
  const event = b.event();
  let runs = 0;
  const handle: HandleEvent = () => void (runs += 1);
  await b.consume('mail', event, handle);
  await b.consume('mail', event, handle);
  expect(runs).toBe(1);
});

test('at-least-once: a repeat is handled again; there is a reader, and no unit of work', async () => {
  const b = new DeliveryBench();
  const event = b.event();
  let runs = 0;
  const handle: HandleEvent = async ({ data }, { tx, reader }) => {
    runs += 1;
    expect(tx).toBeUndefined();
    expect(await reader.get(data.name)).toBeUndefined();
    await expect(reader.set('a', 1)).rejects.toThrow();
  };
  await b.consume('mail', event, handle, { guarantee: 'at-least-once' });
  await b.consume('mail', event, handle, { guarantee: 'at-least-once' });
  expect(runs).toBe(2);
  expect(b.database.inbox.size).toBe(0);
});

test('at-least-once: what fails is tried again; its events go out once it has ended well', async () => {
  const b = new DeliveryBench();
  const attempts: number[] = [];
  await b.consume(
    'mail',
    b.event(),
    async function* (_event, { attempt }) {
      attempts.push(attempt);
      yield said(`try ${attempt}`);
      if (attempt < 3) throw new Error('passing');
    },
    { guarantee: 'at-least-once' },
  );
  expect(attempts).toEqual([1, 2, 3]);
  expect(b.database.outbox.map(({ record }) => record.topic)).toEqual(['counts.events']);
  expect(await b.store.deadLetters({}, 10)).toEqual([]);
});

test('at-least-once: a try that takes too long is told so, and another follows', async () => {
  const b = new DeliveryBench();
  const signals: AbortSignal[] = [];
  await b.consume(
    'mail',
    b.event(),
    async (_event, { signal, attempt }) => {
      signals.push(signal);
      if (attempt === 1) await new Promise(() => undefined);
    },
    { guarantee: 'at-least-once', timeoutMs: 20 },
  );
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

test.each(['at-least-once', 'at-most-once'] as const)(
  '%s: a worker that does not know yet that the partition has another owner publishes nothing',
  async (guarantee) => {
    const b = new DeliveryBench();
    const lease = { consumer: 'mail', topic: 'counts.commands', partition: 0 };
    const fence = await b.store.takeLease(lease, 'we');
    const handle: HandleEvent = async () => {
      // As after a stop past the session's end: nobody aborted the signal.
      await b.store.takeLease(lease, 'they');
      return said('too late');
    };
    const ownership = { fence, signal: b.lost.signal };
    const work = b.consume('mail', b.event(), handle, { guarantee, ownership });
    await expect(work).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(b.database.outbox).toEqual([]);
    expect(await b.store.deadLetters({}, 10)).toEqual([]);
  },
);

test('at-least-once: the events of each run go out, those of a repeat too', async () => {
  const b = new DeliveryBench();
  const event = b.event();
  for (const name of ['one', 'two']) {
    await b.consume('mail', event, () => said(name), { guarantee: 'at-least-once' });
  }
  expect(b.database.outbox).toHaveLength(2);
});

test('at-least-once: whoever lost the partition publishes nothing and parks nothing', async () => {
  const b = new DeliveryBench();
  const handle: HandleEvent = () => {
    b.lost.abort(new Error('lost'));
    return said('too late');
  };
  const work = b.consume('mail', b.event(), handle, { guarantee: 'at-least-once' });
  await expect(work).rejects.toBeDefined();
  expect(b.database.outbox).toEqual([]);
  expect(await b.store.deadLetters({}, 10)).toEqual([]);
});

test.each([
  ['fails', new Error('passing')],
  ['misses its database', errors.UNAVAILABLE(['The database'])],
])(
  'at-most-once: what %s is not tried again, and parked for operators to see',
  async (_, error) => {
    const b = new DeliveryBench();
    let runs = 0;
    const handle: HandleEvent = () => {
      runs += 1;
      throw error;
    };
    await b.consume('mail', b.event(), handle, { guarantee: 'at-most-once' });
    expect(runs).toBe(1);
    expect(await b.store.deadLetters({}, 10)).toMatchObject([{ consumer: 'mail', attempts: 1 }]);
  },
);
