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
  type OlderForm,
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
  facts: Partial<EventDefinition<'Paid', Data>> = {},
): EventDefinition<'Paid', Data> => ({
  ...{ service: 'shop', name: 'Paid', type: 'shop.Paid', check },
  keyOf: ({ orderId }) => orderId,
  ...facts,
});

/** The event as the old code knows it, and as the new code does: of the old field that knows nothing. */
const PaidBefore = paid<PaidOnce>(needs('orderId', 'euros'));
const PaidV1: OlderForm<PaidOnce, Paid> = {
  ...{ type: 'shop.Paid', version: 1, check: needs('orderId', 'euros') },
};
const PaidNow = paid<Paid>(needs('orderId', 'cents', 'currency'), {
  ...{ version: 2, olderForms: [PaidV1] },
});

const paidFromV1 = upcast(PaidV1, ({ orderId, euros }) => ({
  orderId,
  cents: euros * 100,
  currency: 'EUR',
}));

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
    publish: (data: { readonly orderId: string }, dataVersion?: number) =>
      log.append(TOPIC, [
        encodeRecord({
          ...{ kind: 'event', source: 'shop', type: 'shop.Paid', key: data.orderId, data },
          ...{ id: newRecordId(), time: new Date().toISOString(), correlationId: 'c1' },
          ...(dataVersion !== undefined && { dataVersion }),
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
const now = (n: number) => ({ orderId: `o${n}`, cents: n * 100, currency: 'EUR' });

test('while old and new workers run side by side, each old record is handled once, in the form of its worker', async () => {
  const shop = await startShop();
  for (let n = 0; n < 10; n += 1) await shop.publish(old(n));
  await shop.work('old', PaidBefore, []);
  await shop.work('new', PaidNow, [paidFromV1]);
  let published = 10;
  // Partitions move to the new worker in their own time: go on until both have had some.
  await vi.waitFor(async () => {
    await shop.publish(old(published++));
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

test('the new consumer reads what old code wrote, though it never knew that form, and what new code writes', async () => {
  const shop = await startShop();
  for (const n of [1, 2, 3]) await shop.publish(old(n));
  await shop.publish(now(4), 2);
  await shop.work('new', PaidNow, [paidFromV1]);
  await vi.waitFor(() => expect(shop.handled).toHaveLength(4), 10_000);
  expect(shop.handled.map(({ data }) => (data as Paid).cents).sort()).toEqual([100, 200, 300, 400]);
});

test('the old consumer parks what is newer than it, and reads new records that only have more fields', async () => {
  const shop = await startShop();
  await shop.publish(now(1), 2);
  const more = { ...old(2), note: 'more' };
  await shop.publish(more);
  await shop.work('old', PaidBefore, []);
  await vi.waitFor(async () => {
    expect(shop.handled.map(({ data }) => data)).toEqual([more]);
    expect(await shop.store.deadLetters({}, 10)).toMatchObject([
      {
        code: 'RECORD_FORM_UNSUPPORTED',
        message: expect.stringContaining('version 2 of shop.Paid') as string,
      },
    ]);
  }, 10_000);
});
