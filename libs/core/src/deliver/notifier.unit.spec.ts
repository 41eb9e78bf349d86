import { expect, test } from 'vitest';
import { silentLogger } from '../lifecycle/logger.js';
import { DeliveryBench, until, type Handle } from './deliver.fixture.spec.js';
import { createNotifier } from './notifier.js';

const ok: Handle = () => Promise.resolve({ __typename: 'Count', total: 1 });
const id = (record: { headers: Readonly<Record<string, string>> }): string =>
  record.headers['ce_id'] ?? '';

test('an outcome that was told is forgotten by the store; one that was not is kept', async () => {
  const b = new DeliveryBench();
  const [told, untold] = [b.command(), b.command()];
  await b.deliver(told, ok);
  await until(async () => expect(await b.store.pendingNotices(0, 10)).toEqual([]));
  b.memory.cut(b.board);
  await b.deliver(untold, ok);
  await b.notifier.close();
  expect(await b.store.pendingNotices(0, 10)).toMatchObject([{ commandId: id(untold) }]);
});

test('closing tells and forgets what is under way', async () => {
  const b = new DeliveryBench();
  const records = Array.from({ length: 20 }, () => b.command());
  for (const record of records) await b.deliver(record, ok);
  await b.notifier.close();
  expect(await b.store.pendingNotices(0, 100)).toEqual([]);
  for (const record of records) expect(await b.callers.getUpdate(id(record))).toBeDefined();
});

test('a database that cannot forget costs a second telling, nothing more', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  await b.deliver(record, ok);
  b.database.isAvailable = false;
  await b.notifier.close();
  b.database.isAvailable = true;
  expect(await b.store.pendingNotices(0, 10)).toHaveLength(1);
});

test('progress that cannot be told is dropped', async () => {
  const b = new DeliveryBench();
  b.memory.cut(b.board);
  const notifier = createNotifier(b.board, undefined, silentLogger);
  notifier.progress({
    commandId: 'counts.1',
    name: 'counts.count',
    state: 'STARTED',
    version: 1,
    acceptedAt: '',
    at: '',
    attempts: 1,
  });
  await notifier.close();
  b.memory.heal(b.board);
  expect(await b.callers.getUpdate('counts.1')).toBeUndefined();
});
