import { expect, test, vi } from 'vitest';
import type { CommandUpdate } from '@metamorphosis/contract';
import { silentLogger } from '../lifecycle/logger.js';
import { addToCount, count, PathFixture } from '../path/path.fixture.spec.js';
import type { CommandHandler } from '../service/handlers.js';
import type { MemoryTx } from '../store/memory-tx.js';
import { cancelCommand } from './cancel-command.js';

const ARGS = { name: 'a', by: 1 };
type Handler = CommandHandler<typeof ARGS, unknown, MemoryTx>;

async function current(f: PathFixture, commandId: string): Promise<CommandUpdate> {
  const update = await f.sender.current(commandId);
  if (!update) throw new Error(`${commandId} is not known`);
  return update;
}

async function cancel(f: PathFixture, commandId: string, timeoutMs = 2000): Promise<CommandUpdate> {
  const { store, board } = f;
  const options = { store, board, logger: silentLogger, timeoutMs };
  return cancelCommand(await current(f, commandId), count.queue, options);
}

test('what is cancelled before it begins never begins, and its waiting caller is told', async () => {
  await using f = await PathFixture.create();
  const keyed = { idempotencyKey: 'k' };
  const { commandId } = await f.sender.submit(count, ARGS, keyed);
  // The same command once more, by a caller who waits.
  const waiting = f.sender.call(count, ARGS, keyed);
  const cancelled = { state: 'REJECTED', error: { code: 'CANCELLED' }, attempts: 0 };
  expect(await cancel(f, commandId)).toMatchObject(cancelled);
  expect(await current(f, commandId)).toMatchObject(cancelled);
  const handle = vi.fn<Handler['handle']>();
  f.startWorker({ handle });
  expect(await waiting).toMatchObject(cancelled);
  await f.sender
    .call(count, { name: 'a', by: 2 }, { signal: AbortSignal.timeout(5000) })
    .catch(() => undefined);
  expect(handle.mock.calls.map(([args]) => args)).toEqual([{ name: 'a', by: 2 }]);
  expect((await f.store.outcome(commandId))?.update).toMatchObject(cancelled);
});

test('a key of a cancelled command stands for it: another input is refused, the same is cancelled', async () => {
  await using f = await PathFixture.create();
  const keyed = { idempotencyKey: 'k' };
  const { commandId } = await f.sender.submit(count, ARGS, keyed);
  await cancel(f, commandId);
  const other = f.sender.submit(count, { name: 'a', by: 2 }, keyed);
  await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  f.startWorker();
  expect(await f.sender.call(count, ARGS, keyed)).toMatchObject({ error: { code: 'CANCELLED' } });
});

test('whoever comes second is too late: after an outcome, and after another cancellation', async () => {
  await using f = await PathFixture.create();
  const { commandId } = await f.sender.submit(count, ARGS, {});
  const before = await current(f, commandId);
  await cancel(f, commandId);
  const { store, board } = f;
  // Both as they knew it before.
  const options = { store, board, logger: silentLogger };
  await expect(cancelCommand(before, count.queue, options)).rejects.toMatchObject({
    code: 'TOO_LATE',
  });
  f.startWorker();
  const done = await f.sender.call(count, ARGS, {});
  await expect(cancel(f, done.commandId)).rejects.toMatchObject({ code: 'TOO_LATE' });
  expect(await f.store.reader.get('a')).toBe(1);
});

test('a handler at work decides: its outcome stands, and the cancellation is too late', async () => {
  await using f = await PathFixture.create();
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  f.startWorker({
    handle: async (args, context) => {
      begun.resolve();
      await gate.promise;
      return addToCount.handle(args, context);
    },
  });
  const { commandId } = await f.sender.submit(count, ARGS, {});
  await begun.promise;
  const cancelling = cancel(f, commandId);
  gate.resolve();
  await expect(cancelling).rejects.toMatchObject({ code: 'TOO_LATE' });
  await vi.waitFor(async () =>
    expect(await current(f, commandId)).toMatchObject({ state: 'SUCCEEDED' }),
  );
});

test('a command that waits for another try is cancelled, and not tried again', async () => {
  await using f = await PathFixture.create();
  let tries = 0;
  f.startWorker(
    {
      handle: () => {
        tries += 1;
        return Promise.reject(new Error('passing'));
      },
    },
    { maxAttempts: 3, firstMs: 300, maxMs: 300 },
  );
  const { commandId } = await f.sender.submit(count, ARGS, {});
  await vi.waitFor(async () =>
    expect(await current(f, commandId)).toMatchObject({ state: 'RETRYING' }),
  );
  await cancel(f, commandId);
  await f.sender.call(count, { name: 'a', by: 2 }, {});
  expect(tries).toBe(1 + 3);
  expect(await current(f, commandId)).toMatchObject({ error: { code: 'CANCELLED' } });
  expect(await f.store.deadLetters({}, 10)).toHaveLength(1);
});

test('a board that is away does not undo a cancellation: it is told later', async () => {
  await using f = await PathFixture.create();
  const { commandId } = await f.sender.submit(count, ARGS, {});
  const before = await current(f, commandId);
  f.memory.cut(f.board);
  const { store, board } = f;
  await cancelCommand(before, count.queue, { store, board, logger: silentLogger });
  expect(await f.store.pendingNotices(0, 10)).toMatchObject([{ commandId }]);
  f.memory.heal(f.board);
  f.startWorker();
  await vi.waitFor(async () =>
    expect(await f.board.getUpdate(commandId)).toMatchObject({ error: { code: 'CANCELLED' } }),
  );
});

test('a database that is away leaves the command as it was', async () => {
  await using f = await PathFixture.create();
  const { commandId } = await f.sender.submit(count, ARGS, {});
  f.database.isAvailable = false;
  await expect(cancel(f, commandId)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  f.database.isAvailable = true;
  f.startWorker();
  await vi.waitFor(async () =>
    expect(await current(f, commandId)).toMatchObject({ state: 'SUCCEEDED' }),
  );
});
