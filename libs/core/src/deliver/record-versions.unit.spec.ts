import { expect, test } from 'vitest';
import { silentLogger } from '../lifecycle/logger.js';
import { count } from '../path/path.fixture.spec.js';
import type { Check } from '../service/definitions.js';
import { upcast, type OlderForm, type Upcast } from '../service/upcast.js';
import { createCommandDelivery } from './deliver-command.js';
import { createEventDelivery } from './deliver-event.js';
import { DeliveryBench } from './deliver.fixture.spec.js';

const needs =
  (...fields: readonly string[]): Check =>
  (value) =>
    fields
      .filter((field) => (value as Record<string, unknown>)[field] === undefined)
      .map((path) => ({ path, message: 'is missing' }));

interface PaidV1 {
  readonly id: string;
  readonly euros: number;
}
interface PaidV2 {
  readonly id: string;
  readonly cents: number;
}
type Paid = PaidV2 & { readonly currency: string };

const V1: OlderForm<PaidV1, PaidV2> = { type: 'counts.Paid', version: 1, check: needs('euros') };
const V2: OlderForm<PaidV2, Paid> = { type: 'counts.Paid', version: 2, check: needs('cents') };
const Paid = {
  ...{ service: 'counts', name: 'Paid', type: 'counts.Paid', version: 3, olderForms: [V1, V2] },
  keyOf: ({ id }: Paid) => id,
  check: needs('cents', 'currency'),
};
const fromV1 = upcast(V1, ({ id, euros }) => ({ id, cents: euros * 100 }));
const fromV2 = upcast(V2, (old) => ({ ...old, currency: 'EUR' }));

const parts = (b: DeliveryBench) => ({
  ...{ log: b.log, store: b.store, notifier: b.notifier, logger: silentLogger },
});

/** Hands an event of a version to a consumer; answers what its handler got and what was parked. */
async function consume(
  facts: { readonly data: unknown; readonly dataVersion?: number },
  upcasts: readonly Upcast[] = [fromV2, fromV1],
) {
  const b = new DeliveryBench();
  const got: unknown[] = [];
  const deliver = createEventDelivery({
    ...parts(b),
    ...{ consumer: 'books', events: [Paid], upcasts },
    handler: { handle: ({ data }: { readonly data: unknown }) => void got.push(data) },
  });
  await deliver(b.event({ type: 'counts.Paid', ...facts }), { signal: b.lost.signal });
  const [dead] = await b.store.deadLetters({}, 10);
  return { got, parked: dead && `${dead.code}: ${dead.message}` };
}

test('a record of an older version goes through each upcast from its own on', async () => {
  const first = await consume({ data: { id: 'a', euros: 3 } });
  expect(first).toEqual({ got: [{ id: 'a', cents: 300, currency: 'EUR' }], parked: undefined });
  const second = await consume({ data: { id: 'a', cents: 5 }, dataVersion: 2 });
  expect(second.got).toEqual([{ id: 'a', cents: 5, currency: 'EUR' }]);
  const third = await consume({ data: { id: 'a', cents: 5, currency: 'CHF' }, dataVersion: 3 });
  expect(third.got).toEqual([{ id: 'a', cents: 5, currency: 'CHF' }]);
});

test('a record of a newer version is parked, though its payload would fit', async () => {
  const { got, parked } = await consume({
    data: { id: 'a', cents: 5, currency: 'EUR' },
    dataVersion: 4,
  });
  expect(got).toEqual([]);
  expect(parked).toMatch(/^RECORD_FORM_UNSUPPORTED: .*version 4 of counts.Paid.*up to 3/);
});

test.each([
  [
    'does not fit the version that it claims',
    { id: 'a' },
    undefined,
    /as version 1 of counts.Paid .*euros: is missing/,
  ],
  [
    'is of a version between, and does not fit it',
    { id: 'a' },
    2,
    /as version 2 .*cents: is missing/,
  ],
])('a record that %s is parked with what is wrong', async (_, data, dataVersion, message) => {
  const facts = dataVersion === undefined ? { data } : { data, dataVersion };
  const { got, parked } = await consume(facts);
  expect(got).toEqual([]);
  expect(parked).toMatch(message);
});

test('an upcast that throws, or makes what does not fit, parks its record', async () => {
  const throwing = upcast(V1, () => {
    throw new Error('no rate');
  });
  const failed = await consume({ data: { id: 'a', euros: 1 } }, [throwing, fromV2]);
  expect(failed.parked).toMatch(/upcast from version 1 of counts.Paid failed \(no rate\)/);
  const lazy = upcast(V2, (old) => old as Paid);
  const wrong = await consume({ data: { id: 'a', euros: 1 } }, [fromV1, lazy]);
  expect(wrong.parked).toMatch(/after its upcasts from version 1 .*currency: is missing/);
});

test('a consumer without an upcast for a form that may lie on the log does not start', async () => {
  await expect(consume({ data: {} }, [fromV2])).rejects.toThrow(
    'counts.Paid has no upcast from version 1',
  );
  await expect(consume({ data: {} }, [fromV1, fromV1, fromV2])).rejects.toThrow('two upcasts');
});

test('an accepted command of an older version is handled in the form of today; a newer one fails for its caller', async () => {
  const b = new DeliveryBench();
  const form: OlderForm<{ name: string; much: number }, { name: string; by: number }> = {
    ...{ type: 'counts.count', version: 1, check: needs('much') },
  };
  const got: unknown[] = [];
  const deliver = createCommandDelivery({
    ...parts(b),
    consumer: 'commands',
    commands: [
      {
        definition: { ...count, version: 2, olderForms: [form] },
        handler: {
          handle: (args: unknown) => {
            got.push(args);
            return Promise.resolve({ total: 1 });
          },
        },
      },
    ],
    upcasts: [upcast(form, ({ name, much }) => ({ name, by: much }))],
  });
  const ownership = { signal: b.lost.signal };
  await deliver(b.command({ data: { name: 'a', much: 7 } }), ownership);
  await deliver(b.command({ data: { name: 'a', by: 8 }, dataVersion: 2 }), ownership);
  const newer = b.command({ data: { name: 'a', by: 9 }, dataVersion: 3 });
  await deliver(newer, ownership);
  expect(got).toEqual([
    { name: 'a', by: 7 },
    { name: 'a', by: 8 },
  ]);
  expect(await b.store.outcome(newer.headers['ce_id'] ?? '')).toMatchObject({
    update: { state: 'FAILED', error: { code: 'RECORD_FORM_UNSUPPORTED' } },
  });
});
