import { expect, test, vi } from 'vitest';
import { isMetamorphosisError, parseCommandId, type CommandUpdate } from '@metamorphosis/contract';
import { anUpdate } from '../board/board-bed.features.js';
import { createMemoryBoard } from '../board/memory-board.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import { silentLogger } from '../lifecycle/logger.js';
import { createMemoryEventLog } from '../log/memory-event-log.js';
import { addToCount, count, PathFixture } from '../path/path.fixture.spec.js';
import type { CommandSender } from './command-sender.js';
import { createCommandSender } from './create-command-sender.js';

const ARGS = { name: 'a', by: 1 };

/** A sender with connections of its own, that a test can cut. */
function sender(f: PathFixture) {
  const board = createMemoryBoard({ memory: f.memory });
  const log = createMemoryEventLog(f.cluster);
  const made: CommandSender & Lifecycle = createCommandSender({
    service: 'counts',
    log,
    board,
    lookup: async (id) => (await f.store.outcome(id))?.update,
    secrets: f.secrets,
    logger: silentLogger,
  });
  return { made, board, log, [Symbol.asyncDispose]: () => made.close() };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const appended = async (f: PathFixture): Promise<number> =>
  (await f.log.ranges('counts.commands')).reduce((sum, { end }) => sum + end, 0);

test('a command’s id names its service; without a key each is new, with one it is made from it', async () => {
  await using f = await PathFixture.create();
  const ids = [
    await f.sender.submit(count, ARGS, {}),
    await f.sender.submit(count, ARGS, {}),
    await f.sender.submit(count, ARGS, { idempotencyKey: 'k' }),
    await f.sender.submit(count, ARGS, { idempotencyKey: 'k' }),
    await f.sender.submit(count, ARGS, { idempotencyKey: 'k', subject: 'ada' }),
    await f.sender.submit({ ...count, name: 'other' }, ARGS, { idempotencyKey: 'k' }),
  ].map(({ commandId }) => commandId);
  expect(new Set(ids).size).toBe(5);
  expect(ids[2]).toBe(ids[3]);
  for (const id of ids) expect(parseCommandId(id)?.service).toBe('counts');
  const version = (id: string | undefined): string | undefined => id?.split('-')[2]?.[0];
  expect(ids.map(version)).toEqual(['7', '7', '8', '8', '8', '8']);
  // Whether it is new is the inbox's word: every one of them is on the log.
  expect(await appended(f)).toBe(6);
});

test.each(['call', 'submit'] as const)(
  'an append that was not answered is ACCEPTANCE_UNKNOWN with the id, by which the result is found (%s)',
  async (way) => {
    await using f = await PathFixture.create();
    await using s = sender(f);
    f.cluster.loseNextAnswer(s.log);
    const failure = await failureOf(s.made[way](count, ARGS, {}));
    if (!isMetamorphosisError(failure, 'ACCEPTANCE_UNKNOWN')) throw failure;
    const commandId = String(failure.details['commandId']);
    expect(failure.message).toContain(commandId);
    expect(failure.retry).toBe('same-id');
    expect(failure.cause).toMatchObject({ code: 'ACCEPTANCE_UNKNOWN' });
    f.startWorker();
    await vi.waitFor(async () =>
      expect(await s.made.current(commandId)).toMatchObject({ state: 'SUCCEEDED' }),
    );
  },
);

test.each(['call', 'submit'] as const)(
  'a log that is away is UNAVAILABLE: nothing was sent (%s)',
  async (way) => {
    await using f = await PathFixture.create();
    await using s = sender(f);
    f.cluster.cut(s.log);
    await expect(s.made[way](count, ARGS, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await appended(f)).toBe(0);
  },
);

test('with a board that is away a caller who would wait is refused before anything is sent', async () => {
  await using f = await PathFixture.create();
  await using s = sender(f);
  f.memory.cut(s.board);
  await expect(s.made.call(count, ARGS, {})).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await appended(f)).toBe(0);
  f.memory.heal(s.board);
  f.startWorker();
  expect(await s.made.call(count, ARGS, {})).toMatchObject({ state: 'SUCCEEDED' });
});

test('with a board that is away a caller who does not wait gets a receipt: the log has it', async () => {
  await using f = await PathFixture.create();
  await using s = sender(f);
  f.memory.cut(s.board);
  const receipt = await s.made.submit(count, ARGS, {});
  expect(receipt).toMatchObject({ state: 'ACCEPTED' });
  f.startWorker();
  await vi.waitFor(async () =>
    expect(await s.made.current(receipt.commandId)).toMatchObject({ state: 'SUCCEEDED' }),
  );
});

test('an outcome that was told while the caller’s board was away is read when it is back', async () => {
  await using f = await PathFixture.create();
  await using s = sender(f);
  const answer = s.made.call(count, ARGS, {});
  await vi.waitFor(async () => expect(await appended(f)).toBe(1));
  f.memory.cut(s.board);
  f.startWorker();
  await vi.waitFor(async () => expect(await f.store.reader.get('a')).toBe(1));
  await vi.waitFor(() => expect(f.database.notices.size).toBe(0));
  f.memory.heal(s.board);
  expect(await answer).toMatchObject({ state: 'SUCCEEDED' });
});

test('an outcome whose notification was lost on the way is found all the same', async () => {
  await using f = await PathFixture.create();
  const { commandId } = await f.sender.submit(count, ARGS, { idempotencyKey: 'k' });
  const answer = f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  await vi.waitFor(async () => expect(await appended(f)).toBe(2));
  const outcome: CommandUpdate = anUpdate({ commandId, state: 'SUCCEEDED' });
  f.memory.put(outcome, Date.now()); // Stored, and nobody was told.
  expect(await answer).toEqual(outcome);
});

test('a repeat whose command has ended is answered although no worker runs any more', async () => {
  await using f = await PathFixture.create();
  const worker = f.startWorker();
  const first = await f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  await worker.close();
  f.memory.lose();
  const again = await f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  expect(again).toMatchObject({ commandId: first.commandId, result: first.result });
});

test('a repeat of a command that failed gets its failure, not another try', async () => {
  await using f = await PathFixture.create();
  const worker = f.startWorker({ handle: () => Promise.reject(new SyntaxError('a bug')) });
  const first = await f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  await worker.close();
  f.startWorker(addToCount);
  const again = await f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  expect([first.state, again.state]).toEqual(['FAILED', 'FAILED']);
  expect(await f.store.reader.get('a')).toBeUndefined();
});

test('the same key for another input is refused before the log has it, once its command is known', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  await f.sender.call(count, ARGS, { idempotencyKey: 'k' });
  const other = { name: 'a', by: 2 };
  const failure = await failureOf(f.sender.submit(count, other, { idempotencyKey: 'k' }));
  expect(failure).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  expect(await appended(f)).toBe(1);
  // The order of fields is none of the input.
  const same = { by: 1, name: 'a' };
  expect(await f.sender.call(count, same, { idempotencyKey: 'k' })).toMatchObject({
    state: 'SUCCEEDED',
  });
});

test('a caller who has left before the answer, or before the question, does not wait', async () => {
  await using f = await PathFixture.create();
  const leaving = new AbortController();
  const waiting = failureOf(f.sender.call(count, ARGS, { signal: leaving.signal }));
  await vi.waitFor(async () => expect(await appended(f)).toBe(1));
  leaving.abort(new Error('gone'));
  expect(await waiting).toMatchObject({ message: 'gone' });
  const began = performance.now();
  const late = f.sender.call(count, ARGS, { signal: AbortSignal.abort(new Error('gone')) });
  expect(await failureOf(late)).toMatchObject({ message: 'gone' });
  expect(performance.now() - began).toBeLessThan(2000);
  expect(await appended(f)).toBe(1);
});

test('closing ends those who wait: they know the id of their command', async () => {
  await using f = await PathFixture.create();
  await using s = sender(f);
  const waiting = failureOf(s.made.call(count, ARGS, {}));
  await vi.waitFor(async () => expect(await appended(f)).toBe(1));
  await s.made.close();
  const failure = await waiting;
  expect(failure).toMatchObject({ code: 'RESULT_TIMEOUT' });
  const { commandId } = (failure as { details: { commandId: string } }).details;
  f.startWorker();
  await vi.waitFor(async () =>
    expect(await f.sender.current(commandId)).toMatchObject({ state: 'SUCCEEDED' }),
  );
});

test('many callers of one process wait on one channel, each for its own answer', async () => {
  await using f = await PathFixture.create();
  f.startWorker();
  const calls = Array.from({ length: 100 }, (_, i) =>
    f.sender.call(count, { name: `n${i}`, by: i }, {}),
  );
  const totals = (await Promise.all(calls)).map(
    (u: CommandUpdate) => u.result as { total: number },
  );
  expect(totals.map(({ total }) => total)).toEqual(calls.map((_, i) => i));
});
