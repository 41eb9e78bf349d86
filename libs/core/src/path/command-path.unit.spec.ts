import { expect, test, vi } from 'vitest';
import { HEADERS, type CommandUpdate } from '@metamorphosis/contract';
import { Defect, Rejection } from '../deliver/failures.js';
import { silentLogger } from '../lifecycle/logger.js';
import { partitionOf } from '../log/partitioner.js';
import { Relay } from '../relay/relay.js';
import { addToCount, count, PathFixture } from './path.fixture.spec.js';

const call = (f: PathFixture, name: string, by: number, key?: string): Promise<CommandUpdate> =>
  f.sender.call(count, { name, by }, key === undefined ? {} : { idempotencyKey: key });

test('a call answers the outcome, and its effects and events are there', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const update = await call(f, 'a', 3);
  expect(update).toMatchObject({ state: 'SUCCEEDED', attempts: 1, result: { total: 3 } });
  expect(await f.store.reader.get('a')).toBe(3);
  await vi.waitFor(async () => {
    const events = await f.contents('counts.events');
    expect(events).toMatchObject([{ key: 'a', value: { name: 'a', total: 3 } }]);
    expect(events[0]?.headers[HEADERS.causationId]).toBe(update.commandId);
  });
});

test('a rejected command keeps none of its writes and publishes none of its events', async () => {
  await using f = await PathFixture.create();
  const worker = f.startWorker();
  expect(await call(f, 'a', 101)).toMatchObject({
    state: 'REJECTED',
    result: { __typename: 'TooMuch', total: 101 },
  });
  expect(await f.store.reader.get('a')).toBeUndefined();
  await worker.close();
  expect(await f.contents('counts.events')).toEqual([]);
});

test('a thrown rejection is an outcome with its code, and is not tried again', async () => {
  await using f = await PathFixture.create();
  let tries = 0;
  f.startWorker({
    handle: async (_args, { tx }) => {
      tries += 1;
      await tx.set('a', 1);
      throw new Rejection('CLOSED_ON_SUNDAYS', 'Come back tomorrow.');
    },
  });
  expect(await call(f, 'a', 1)).toMatchObject({
    state: 'REJECTED',
    error: { code: 'CLOSED_ON_SUNDAYS', message: 'Come back tomorrow.' },
  });
  expect(tries).toBe(1);
  expect(await f.store.reader.get('a')).toBeUndefined();
});

test('the same idempotency key is one command with one effect and the same answer', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const answers = await Promise.all([call(f, 'a', 1, 'k'), call(f, 'a', 1, 'k')]);
  answers.push(await call(f, 'a', 1, 'k'));
  expect(new Set(answers.map((a) => a.commandId)).size).toBe(1);
  expect(answers.map((a) => a.result)).toEqual(
    answers.map(() => ({ __typename: 'Count', total: 1 })),
  );
  expect(await f.store.reader.get('a')).toBe(1);
});

test('a key that was used before its secret was rotated out still stands for the same command', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const before = await call(f, 'a', 1, 'k');
  await using after = f.senderWith({
    current: { keyId: 'b', secret: 'another secret of thirty-two chars' },
    previous: [f.secrets.current],
  });
  const repeat = await after.call(count, { name: 'a', by: 1 }, { idempotencyKey: 'k' });
  expect(repeat.commandId).toBe(before.commandId);
  expect(await f.store.reader.get('a')).toBe(1);
});

test('an idempotency key that stands for another input is refused', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  await call(f, 'a', 1, 'k');
  await expect(call(f, 'a', 2, 'k')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  // Side by side nothing is known beforehand: the inbox decides which of the two it stands for.
  const both = await Promise.allSettled([call(f, 'b', 1, 'j'), call(f, 'c', 2, 'j')]);
  expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  const total = async (n: string): Promise<number> => (await f.store.reader.get<number>(n)) ?? 0;
  expect([1, 2]).toContain((await total('b')) + (await total('c')));
});

test('a fault is tried again and leaves nothing of the tries before', async () => {
  await using f = await PathFixture.create();
  f.startWorker({
    handle: async (args, context) => {
      const result = await addToCount.handle(args, context);
      if (context.attempt < 3) throw new Error('passing');
      return result;
    },
  });
  expect(await call(f, 'a', 2)).toMatchObject({
    state: 'SUCCEEDED',
    attempts: 3,
    result: { total: 2 },
  });
});

test('what is given up is FAILED at once, parked with its cause, and the next record goes on', async () => {
  await using f = await PathFixture.create();
  let tries = 0;
  f.startWorker({
    handle: (args, context) => {
      if (args.by === 13) {
        tries += 1;
        throw new Defect('thirteen');
      }
      return addToCount.handle(args, context);
    },
  });
  const failed = await call(f, 'a', 13);
  expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'COMMAND_FAILED' } });
  expect(failed.error?.message).not.toContain('thirteen');
  expect(tries).toBe(1);
  expect(await call(f, 'a', 1)).toMatchObject({ state: 'SUCCEEDED' });
  expect(await f.store.deadLetters({}, 10)).toMatchObject([
    { consumer: 'commands', topic: 'counts.commands', message: 'thirteen', attempts: 1 },
  ]);
  await vi.waitFor(async () =>
    expect(await f.contents('counts.commands.dlq')).toMatchObject([
      {
        value: { by: 13 },
        headers: { 'mm-dead-message': 'thirteen', 'mm-dead-consumer': 'commands' },
      },
    ]),
  );
});

test('records that are none of ours are parked with the reason, and the consumer goes on', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const strange = { key: 'a', value: 'not JSON', headers: { ce_mmversion: '1' } };
  const newer = { key: 'a', value: '{}', headers: { ce_mmversion: '2' } };
  await f.log.append('counts.commands', [strange, newer]);
  expect(await call(f, 'a', 1)).toMatchObject({ state: 'SUCCEEDED' });
  const letters = await f.store.deadLetters({}, 10);
  expect(letters.map((l) => l.code).sort()).toEqual([
    'RECORD_INVALID',
    'RECORD_VERSION_UNSUPPORTED',
  ]);
});

test('a record that breaks its type fails its command, which is told so', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const update = await f.sender.call(count, { name: 'a', by: 'three' }, {});
  expect(update).toMatchObject({ state: 'FAILED', error: { code: 'RECORD_INVALID' } });
  expect(await f.store.deadLetters({}, 10)).toMatchObject([
    { code: 'RECORD_INVALID', message: expect.stringContaining('by: Int expected') },
  ]);
});

test('without a worker the caller gets RESULT_TIMEOUT with the id, by which the result is found later', async () => {
  await using f = await PathFixture.create();
  const quick = { ...count, timeoutMs: 20 };
  const failure = await f.sender.call(quick, { name: 'a', by: 1 }, {}).catch((e: unknown) => e);
  expect(failure).toMatchObject({ code: 'RESULT_TIMEOUT' });
  const { commandId } = (failure as { details: { commandId: string } }).details;
  expect(await f.sender.current(commandId)).toMatchObject({ state: 'ACCEPTED' });
  f.startWorker();
  await vi.waitFor(async () =>
    expect(await f.sender.current(commandId)).toMatchObject({ state: 'SUCCEEDED' }),
  );
});

test('a key that is stuck holds back its own records only, and keeps their order', async () => {
  await using f = await PathFixture.create();
  const gate = Promise.withResolvers<void>();
  const order: number[] = [];
  f.startWorker({
    handle: async (args, context) => {
      if (args.name === 'stuck') {
        order.push(args.by);
        await gate.promise;
      }
      return addToCount.handle(args, context);
    },
  });
  const stuck = [1, 2, 3].map((by) => call(f, 'stuck', by));
  const others = Array.from({ length: 40 }, (_, i) => call(f, `quiet-${i}`, 1));
  expect((await Promise.all(others)).every((u) => u.state === 'SUCCEEDED')).toBe(true);
  gate.resolve();
  const totals = (await Promise.all(stuck)).map((u) => (u.result as { total: number }).total);
  expect(order).toEqual([1, 2, 3]);
  expect(totals).toEqual([1, 3, 6]);
});

test('workers that come and go handle each command exactly once', async () => {
  await using f = await PathFixture.create();
  let worker = f.startWorker();
  const calls: Promise<CommandUpdate>[] = [];
  for (let i = 0; i < 300; i++) {
    calls.push(call(f, `n${i % 10}`, 1));
    if (i % 60 === 59) {
      const leaving = worker;
      worker = f.startWorker();
      await leaving.close();
    }
  }
  const updates = await Promise.all(calls);
  expect(updates.every((u) => u.state === 'SUCCEEDED')).toBe(true);
  for (let n = 0; n < 10; n++) expect(await f.store.reader.get(`n${n}`)).toBe(30);
  await vi.waitFor(async () => {
    const totals = (await f.contents('counts.events')).map(
      (e) => e.value as { name: string; total: number },
    );
    expect(totals).toHaveLength(300);
    // In the order of their key, none missing, none twice.
    for (let n = 0; n < 10; n++) {
      const own = totals.filter((t) => t.name === `n${n}`).map((t) => t.total);
      expect(own).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    }
  });
});

test('events reach the streams of the board once and in order, also through two relays', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const relay = (): Relay =>
    new Relay({ log: f.log, board: f.board, topics: ['counts.events'], logger: silentLogger });
  const first = relay();
  for (let i = 0; i < 20; i++) await call(f, 'a', 1);
  await using second = relay();
  for (let i = 0; i < 20; i++) await call(f, 'a', 1);
  await first.close();
  for (let i = 0; i < 20; i++) await call(f, 'a', 1);
  const { incarnation } = (await f.log.topic('counts.events')) ?? { incarnation: '' };
  await vi.waitFor(async () => {
    const slices = await Promise.all(
      [0, 1, 2, 3].map((partition) =>
        f.board.readStream({ topic: 'counts.events', incarnation, partition }, 0, 1000),
      ),
    );
    const entries = slices.flatMap((slice) => slice?.entries ?? []);
    const totals = entries.map(
      (e) => (JSON.parse(e.payload) as { data: { total: number } }).data.total,
    );
    expect(totals).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });
  expect(second).toBeDefined();
});

test('a stream says where it begins again when the log was trimmed past it while no relay ran', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const relay = (): Relay =>
    new Relay({ log: f.log, board: f.board, topics: ['counts.events'], logger: silentLogger });
  const { incarnation } = (await f.log.topic('counts.events')) ?? { incarnation: '' };
  const partition = partitionOf('a', 4);
  const stream = { topic: 'counts.events', incarnation, partition };
  const end = async (): Promise<number> =>
    (await f.log.ranges('counts.events')).find((r) => r.partition === partition)?.end ?? 0;
  const relayed = (next: number): Promise<void> =>
    vi.waitFor(async () => expect((await f.board.streamPosition(stream)).next).toBe(next));
  const first = relay();
  await call(f, 'a', 1);
  await relayed(1);
  await first.close();
  for (let i = 0; i < 3; i++) await call(f, 'a', 1);
  await vi.waitFor(async () => expect(await end()).toBe(4));
  f.cluster.trim({ topic: 'counts.events', partition }, 3);
  await using second = relay();
  await relayed(4);
  expect(second).toBeDefined();
  expect(await f.board.readStream(stream, 0, 10)).toMatchObject({ earliest: 3, next: 4 });
});
