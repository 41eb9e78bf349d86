import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { encodeRecord, newRecordId } from '@metamorphosis/contract';
import {
  Consumer,
  createEventDelivery,
  createMemoryBoard,
  createMemoryStore,
  createNotifier,
  MemoryDatabase,
  silentLogger,
  upcast,
  type Check,
  type EventDefinition,
  type Upcast,
} from '@metamorphosis/core';
import { createEmbeddedEventLog } from '@metamorphosis/embedded';

interface PaidOnce {
  readonly orderId: string;
  readonly euros: number;
}
interface Paid {
  readonly orderId: string;
  readonly cents: number;
  readonly currency: string;
}

const needs =
  (...fields: readonly string[]): Check =>
  (value) =>
    fields
      .filter((field) => (value as Record<string, unknown>)[field] === undefined)
      .map((path) => ({ path, message: 'is missing' }));

const paid = <Data extends { readonly orderId: string }>(
  check: Check,
): EventDefinition<'Paid', Data> => ({
  ...{ service: 'shop', name: 'Paid', type: 'shop.Paid', check },
  keyOf: ({ orderId }) => orderId,
});

/** The event as it was, and as it is: of the old field the new code knows nothing. */
const PaidV1 = paid<PaidOnce>(needs('orderId', 'euros'));
const PaidV2 = paid<Paid>(needs('orderId', 'cents', 'currency'));

const fromEuros = upcast(PaidV2, ({ orderId, euros }) =>
  typeof euros === 'number'
    ? { orderId: String(orderId), cents: euros * 100, currency: 'EUR' }
    : undefined,
);

const TOPIC = 'shop.events';

/** A log in a folder of its own, and workers of one consumer on it, of any age. */
async function startShop() {
  const directory = await mkdtemp(join(tmpdir(), 'rolling-'));
  const database = new MemoryDatabase();
  const handled: { readonly by: string; readonly data: unknown }[] = [];
  const open = () => createEmbeddedEventLog({ file: join(directory, 'log.sqlite') });
  const log = open();
  await log.createTopics([
    { name: TOPIC, partitions: 4 },
    { name: `${TOPIC}.dlq`, partitions: 1 },
  ]);
  const closing: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const close of closing) await close();
    await log.close();
    await rm(directory, { recursive: true });
  });
  return {
    handled,
    store: createMemoryStore({ database }),
    publish: (data: { readonly orderId: string }) =>
      log.append(TOPIC, [
        encodeRecord({
          ...{ kind: 'event', source: 'shop', type: 'shop.Paid', key: data.orderId, data },
          ...{ id: newRecordId(), time: new Date().toISOString(), correlationId: 'c1' },
        }),
      ]),
    work: async (by: string, event: EventDefinition<'Paid', never>, upcasts: readonly Upcast[]) => {
      const own = open();
      const store = createMemoryStore({ database });
      const notifier = createNotifier(createMemoryBoard(), store, silentLogger);
      const base = { log: own, store, notifier, logger: silentLogger };
      const joined = Promise.withResolvers<void>();
      const consumer = new Consumer({
        ...{ log: own, name: 'books', group: 'shop.books', topics: [TOPIC], logger: silentLogger },
        claim: (key) => store.takeLease(key, by),
        onHealth: ({ state }) => state === 'up' && joined.resolve(),
        deliver: createEventDelivery({
          ...{ ...base, consumer: 'books', events: [event], upcasts },
          handler: {
            handle: ({ data }: { readonly data: unknown }) => void handled.push({ by, data }),
          },
        }),
      });
      const close = async (): Promise<void> => {
        await consumer.close();
        await notifier.close();
        await own.close();
      };
      closing.unshift(close);
      await joined.promise;
      return { close };
    },
  };
}

const old = (n: number) => ({ orderId: `o${n}`, euros: n });
/** What the new code writes while the old one still reads: both fields. */
const both = (n: number) => ({ ...old(n), cents: n * 100, currency: 'EUR' });

test('while old and new workers run side by side, each record is handled once, in the form of its worker', async () => {
  const shop = await startShop();
  for (let n = 0; n < 10; n += 1) await shop.publish(old(n));
  await shop.work('old', PaidV1, []);
  await shop.work('new', PaidV2, [fromEuros]);
  let published = 10;
  // Partitions move to the new worker in their own time: go on until both have had some.
  await vi.waitFor(async () => {
    for (const form of [old, both]) await shop.publish(form(published++));
    expect(new Set(shop.handled.slice(10).map(({ by }) => by)).size).toBe(2);
  }, 20_000);
  await vi.waitFor(() => expect(shop.handled).toHaveLength(published), 20_000);
  const ids = shop.handled.map(({ data }) => (data as PaidOnce).orderId);
  expect(new Set(ids).size).toBe(published);
  for (const { by, data } of shop.handled) {
    const wanted = by === 'old' ? { euros: expect.any(Number) as number } : { currency: 'EUR' };
    expect(data).toMatchObject(wanted);
  }
  expect(await shop.store.deadLetters({}, 10)).toEqual([]);
}, 30_000);

test('old records that lie on the log reach a handler that never knew their form', async () => {
  const shop = await startShop();
  for (const n of [1, 2, 3]) await shop.publish(old(n));
  await shop.work('new', PaidV2, [fromEuros]);
  await vi.waitFor(() => expect(shop.handled).toHaveLength(3), 10_000);
  expect(shop.handled.map(({ data }) => (data as Paid).cents).sort()).toEqual([100, 200, 300]);
});

test('without an upcast, or with one that does not know the form, they are parked with what is wrong', async () => {
  const shop = await startShop();
  await shop.publish({ orderId: 'o1' });
  await shop.work('new', PaidV2, [fromEuros]);
  await vi.waitFor(async () => {
    expect(await shop.store.deadLetters({}, 10)).toMatchObject([
      { code: 'RECORD_INVALID', message: expect.stringContaining('cents: is missing') as string },
    ]);
  }, 10_000);
  expect(shop.handled).toEqual([]);
});
