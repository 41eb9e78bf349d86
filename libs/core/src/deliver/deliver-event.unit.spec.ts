import { expect, test } from 'vitest';
import { DeliveryBench } from './deliver.fixture.spec.js';

test('two consumers of one service each handle the same event, once', async () => {
  const b = new DeliveryBench();
  const record = b.event();
  const seen: string[] = [];
  for (const consumer of ['stock', 'mail', 'stock', 'mail']) {
    await b.consume(consumer, record, async (event, { tx }) => {
      seen.push(consumer);
      await tx.set(consumer, event.id);
    });
  }
  expect(seen).toEqual(['stock', 'mail']);
});

test('records that cannot be read are told apart by their place, and parked once each', async () => {
  const b = new DeliveryBench();
  const nonsense = (): Parameters<typeof b.raw>[0] => ({
    key: null,
    value: new Uint8Array([0xff]),
    headers: { ce_mmversion: '1' },
  });
  const [first, second] = [b.raw(nonsense()), b.raw(nonsense())];
  const never = (): Promise<void> => Promise.reject(new Error('not called'));
  for (const record of [first, second, first]) await b.consume('stock', record, never);
  expect((await b.store.deadLetters({}, 10)).map(({ offset }) => offset)).toEqual([0, 1]);
});

test('events that it did not ask for are passed over', async () => {
  const b = new DeliveryBench();
  const never = (): Promise<void> => Promise.reject(new Error('not called'));
  await b.consume('stock', b.event({ type: 'counts.Other' }), never);
  expect(await b.store.deadLetters({}, 10)).toEqual([]);
  expect(b.database.inbox.size).toBe(0);
});

test('a handler that fails is tried again from a clean slate, then its event is parked', async () => {
  const b = new DeliveryBench();
  const attempts: number[] = [];
  await b.consume('stock', b.event(), async (_event, { tx, attempt }) => {
    attempts.push(attempt);
    await tx.set('a', attempt);
    throw new Error('broken');
  });
  expect(attempts).toEqual([1, 2, 3]);
  expect(await b.store.reader.get('a')).toBeUndefined();
  expect(await b.store.deadLetters({}, 10)).toMatchObject([
    { consumer: 'stock', message: 'broken', attempts: 3 },
  ]);
});
