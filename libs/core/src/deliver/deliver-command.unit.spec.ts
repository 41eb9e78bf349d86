import { expect, test, vi } from 'vitest';
import { count } from '../path/path.fixture.spec.js';
import { DeliveryBench, until, type Handle } from './deliver.fixture.spec.js';
import { Rejection } from './failures.js';

const OK = { __typename: 'Count', total: 1 };
const id = (record: { headers: Readonly<Record<string, string>> }): string =>
  record.headers['ce_id'] ?? '';

/** Writes, and says what the test wants it to. */
const writing =
  (result: () => unknown): Handle =>
  async (_args, { tx }) => {
    await tx.set('a', ((await tx.get<number>('a')) ?? 0) + 1);
    return result();
  };

test('a repeat does nothing again, and tells its caller the outcome that stands', async () => {
  const b = new DeliveryBench();
  const record = b.command({ replyTo: 'caller' });
  // The worker dies after the commit: nobody was told.
  b.memory.cut(b.board);
  await b.deliver(
    record,
    writing(() => OK),
  );
  b.memory.heal(b.board);
  expect(await b.callers.getUpdate(id(record))).toBeUndefined();
  const replies: unknown[] = [];
  await b.callers.watchReplies('caller', ({ result }) => replies.push(result));
  await b.deliver(
    record,
    writing(() => ({ __typename: 'Count', total: 2 })),
  );
  await until(() => expect(replies).toEqual([OK]));
  expect(await b.store.reader.get('a')).toBe(1);
});

test('a database that is away is waited for, and costs no attempt', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  b.database.isAvailable = false;
  const done = b.deliver(
    record,
    writing(() => OK),
    { maxAttempts: 1 },
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  b.database.isAvailable = true;
  await done;
  expect((await b.store.outcome(id(record)))?.update).toMatchObject({
    state: 'SUCCEEDED',
    attempts: 1,
  });
});

test('a board that is away delays the telling, not the work', async () => {
  const b = new DeliveryBench();
  b.memory.cut(b.board);
  const record = b.command();
  await b.deliver(
    record,
    writing(() => OK),
  );
  expect(await b.store.reader.get('a')).toBe(1);
  expect(await b.store.pendingNotices(0, 10)).toMatchObject([{ commandId: id(record) }]);
});

test('a fence that is void stops the delivery: no effect, no outcome, no dead letter', async () => {
  const b = new DeliveryBench();
  const lease = { consumer: 'commands', topic: 'counts.commands', partition: 0 };
  const fence = await b.store.takeLease(lease, 'we');
  await b.store.takeLease(lease, 'they');
  const record = b.command();
  const ownership = { fence, signal: b.lost.signal };
  const handle = writing(() => OK);
  await expect(b.deliver(record, handle, { ownership })).rejects.toMatchObject({
    code: 'LEASE_LOST',
  });
  // A record that would be parked meets the same check.
  const bad = b.command({ data: { by: 'three' } });
  await expect(b.deliver(bad, handle, { ownership })).rejects.toMatchObject({ code: 'LEASE_LOST' });
  expect(await b.store.reader.get('a')).toBeUndefined();
  expect(await b.store.outcome(id(record))).toBeUndefined();
  expect(await b.store.deadLetters({}, 10)).toEqual([]);
});

test('nothing is tried again once the partition is lost', async () => {
  const b = new DeliveryBench();
  let tries = 0;
  const failing: Handle = () => {
    tries += 1;
    b.lost.abort(new Error('lost'));
    return Promise.reject(new Error('passing'));
  };
  await expect(b.deliver(b.command(), failing)).rejects.toBeDefined();
  expect(tries).toBe(1);
});

test('each try begins anew; the last one’s failure is parked, FAILED and told at once', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  const attempts: number[] = [];
  await b.deliver(record, async (_args, { tx, attempt, publish: _ }) => {
    expect(await tx.get('a')).toBeUndefined();
    await tx.set('a', attempt);
    attempts.push(attempt);
    throw new Error(`broken ${attempt}`);
  });
  expect(attempts).toEqual([1, 2, 3]);
  expect(await b.store.reader.get('a')).toBeUndefined();
  await until(() =>
    expect(heard.map(({ state }) => state)).toEqual(['RETRYING', 'RETRYING', 'FAILED']),
  );
  expect(await b.store.deadLetters({}, 10)).toMatchObject([
    { recordId: id(record), attempts: 3, message: 'broken 3', code: 'COMMAND_FAILED' },
  ]);
  expect(b.database.outbox.map((row) => row.record.topic)).toEqual(['counts.commands.dlq']);
});

test('what the consumer was told of retries stands above what the handler says', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  let tries = 0;
  const failing = (): never => {
    tries += 1;
    throw new Error('not now');
  };
  await b.deliver(record, failing, { maxAttempts: 2, declared: { maxAttempts: 9 } });
  expect(tries).toBe(2);
  expect((await b.store.outcome(id(record)))?.update).toMatchObject({
    state: 'FAILED',
    attempts: 2,
  });
});

test('a handler that takes too long is told so and rolled back', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  let signal: AbortSignal | undefined;
  await b.deliver(
    record,
    async (_args, context) => {
      signal = context.signal;
      await context.tx.set('a', 1);
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return OK;
    },
    { timeoutMs: 30, maxAttempts: 1 },
  );
  await until(() => expect(signal?.aborted).toBe(true));
  expect(await b.store.reader.get('a')).toBeUndefined();
  expect(await b.store.deadLetters({}, 10)).toMatchObject([{ code: 'DEADLINE_EXCEEDED' }]);
});

test('a command that is slow to end is told to have started', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  const heard = await b.heard(record);
  await b.deliver(record, async () => {
    await until(() => expect(heard.map(({ state }) => state)).toEqual(['STARTED']));
    return OK;
  });
  await until(() => expect(heard.at(-1)?.state).toBe('SUCCEEDED'));
});

test('a command marked to expire is refused once its caller has left, others are carried out', async () => {
  const b = new DeliveryBench();
  const deadlineAt = Date.now() - 1;
  const [late, patient] = [b.command({ deadlineAt }), b.command({ deadlineAt })];
  const handle = writing(() => OK);
  await b.deliver(late, handle, { definition: { ...count, expire: true } });
  await b.deliver(patient, handle);
  expect((await b.store.outcome(id(late)))?.update).toMatchObject({
    state: 'REJECTED',
    error: { code: 'EXPIRED' },
  });
  expect((await b.store.outcome(id(patient)))?.update.state).toBe('SUCCEEDED');
  expect(await b.store.reader.get('a')).toBe(1);
});

test('a result or an event that breaks its type is a defect: parked after one try', async () => {
  const b = new DeliveryBench();
  let tries = 0;
  await b.deliver(b.command(), () => {
    tries += 1;
    return Promise.resolve('no object');
  });
  expect(tries).toBe(1);
  expect((await b.store.deadLetters({}, 10))[0]?.message).toContain('breaks its type');
});

test('an event on a command topic, and a command that nobody handles, are parked', async () => {
  const b = new DeliveryBench();
  const never: Handle = () => Promise.reject(new Error('not called'));
  await b.deliver(b.event(), never);
  const stranger = b.command({ type: 'counts.forgotten' });
  await b.deliver(stranger, never);
  expect((await b.store.deadLetters({}, 10)).map(({ code }) => code)).toEqual([
    'RECORD_INVALID',
    'HANDLER_MISSING',
  ]);
  expect((await b.store.outcome(id(stranger)))?.update).toMatchObject({
    state: 'FAILED',
    error: { code: 'HANDLER_MISSING' },
  });
});

test('an at-least-once handler runs again on a repeat; its outcome is on the board only', async () => {
  const b = new DeliveryBench();
  const record = b.command();
  let runs = 0;
  const handle: Handle = async () => {
    runs += 1;
    return OK;
  };
  await b.deliver(record, handle, { guarantee: 'at-least-once' });
  await b.deliver(record, handle, { guarantee: 'at-least-once' });
  expect(runs).toBe(2);
  await until(async () =>
    expect(await b.callers.getUpdate(id(record))).toMatchObject({ result: OK }),
  );
  expect(b.database.inbox.size).toBe(0);
  expect(await b.store.outcome(id(record))).toBeUndefined();
});

test.each([
  ['answers', () => Promise.resolve({ __typename: 'TooMuch', total: 1 })],
  ['throws', () => Promise.reject(new Rejection('NO', 'Not today.'))],
])(
  'an at-least-once handler that %s a rejection asks nothing of the database',
  async (_, handle) => {
    const b = new DeliveryBench();
    b.database.isAvailable = false;
    const record = b.command();
    await b.deliver(record, handle, { guarantee: 'at-least-once' });
    await until(async () =>
      expect(await b.callers.getUpdate(id(record))).toMatchObject({ state: 'REJECTED' }),
    );
  },
);

test('a rejection that is thrown ends its command in the unit of work that ran it', async () => {
  const b = new DeliveryBench();
  const units = vi.spyOn(b.store, 'unit');
  const record = b.command();
  await b.deliver(
    record,
    writing(() => Promise.reject(new Rejection('NO', 'Not today.'))),
  );
  expect((await b.store.outcome(id(record)))?.update).toMatchObject({
    ...{ state: 'REJECTED', attempts: 1, error: { code: 'NO', message: 'Not today.' } },
  });
  expect(units).toHaveBeenCalledTimes(1);
  expect(await b.store.reader.get('a')).toBeUndefined();
});
