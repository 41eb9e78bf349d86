import { expect, test, vi } from 'vitest';
import { silentLogger } from '../lifecycle/logger.js';
import { count } from '../path/path.fixture.spec.js';
import { createCommandDelivery } from './deliver-command.js';
import { DeliveryBench, until, type Handle } from './deliver.fixture.spec.js';
import { createNotifier, type Notifier } from './notifier.js';

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

test('outcomes of many commands in hand are told in groups, those of few one by one', async () => {
  const b = new DeliveryBench();
  const [gate, all] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const handle: Handle = async (args, context) => {
    begun += 1;
    if (begun === 40) all.resolve();
    await gate.promise;
    return ok(args, context);
  };
  const told = vi.spyOn(b.board, 'putUpdate');
  const groups: number[] = [];
  const notifier: Notifier = {
    ...b.notifier,
    outcome: (update, replyTo, inHand) => {
      const before = told.mock.calls.length;
      b.notifier.outcome(update, replyTo, inHand);
      groups.push(told.mock.calls.length - before);
    },
  };
  const deliver = createCommandDelivery({
    consumer: 'commands',
    commands: [{ definition: count, handler: { handle } }],
    log: b.log,
    store: b.store,
    notifier,
    logger: silentLogger,
  });
  const records = Array.from({ length: 40 }, () => b.command());
  const delivered = records.map((record) => deliver(record, { signal: b.lost.signal }));
  await all.promise;
  gate.resolve();
  await Promise.all(delivered);
  expect(groups.slice(0, 10)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]);
  await b.notifier.close();
  for (const record of records) expect(await b.callers.getUpdate(id(record))).toBeDefined();
  await deliver(b.command(), { signal: b.lost.signal });
  expect(groups.at(-1)).toBe(1);
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
