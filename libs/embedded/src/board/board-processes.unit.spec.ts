import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anUpdate, aStream, entriesAt } from '@metamorphosis/core/testing';
import { DatabaseFile } from '../sqlite/database-file.js';
import { OtherProcess } from '../testing/child-process.js';
import { tempDirectory } from '../testing/temp-directory.js';
import { boardSchema } from './board-schema.js';
import { createEmbeddedBoard } from './embedded-board.js';
import { newestNotice, purgeNotices, tellUpdate } from './notices.js';

const SOON = { timeout: 10_000, interval: 5 };

async function aBoard() {
  const file = join(await tempDirectory(), 'board.db');
  const board = createEmbeddedBoard({ file });
  const direct = new DatabaseFile({ file }, boardSchema);
  onTestFinished(async () => {
    await board.close();
    await direct.close();
  });
  return { file, board, direct };
}

describe('another process', { timeout: 60_000 }, () => {
  it('is told of updates in order, of replies and of streams', async () => {
    const { file, board } = await aBoard();
    const stream = aStream();
    const update = anUpdate();
    const other = await OtherProcess.start(
      'watch-board',
      file,
      update.commandId,
      'caller',
      stream.topic,
    );
    await board.putUpdate(update);
    await board.putUpdate({ ...update, state: 'STARTED' }, 'caller');
    await board.putUpdate({ ...update, state: 'SUCCEEDED' }, 'caller');
    expect(await board.putUpdate({ ...update, state: 'STARTED' }, 'caller')).toBe('stale');
    const updates = () =>
      other.told.flatMap((told) => (told.kind === 'update' ? [told.state] : []));
    const expected = ['ACCEPTED', 'STARTED', 'reply STARTED', 'SUCCEEDED', 'reply SUCCEEDED'];
    await vi.waitFor(() => expect(updates()).toEqual([...expected, 'reply SUCCEEDED']), SOON);
    await board.appendToStream(stream, { expected: undefined, from: 0, next: 1 }, entriesAt(0));
    await other.until(({ kind }) => kind === 'woken');
  });

  it('is told what happened while it was stopped', async () => {
    const { file, board } = await aBoard();
    const update = anUpdate();
    const other = await OtherProcess.start('watch-board', file, update.commandId, 'caller', 's');
    other.signal('SIGSTOP');
    await board.putUpdate(update);
    await board.putUpdate({ ...update, state: 'SUCCEEDED' });
    other.signal('SIGCONT');
    await other.until((told) => told.kind === 'update' && told.state === 'SUCCEEDED');
    expect(other.told.filter(({ kind }) => kind === 'update')).toHaveLength(2);
  });
});

describe('notices that were purged before they were read', () => {
  it('are made up for: readers are told to read again, and go on', async () => {
    const { board, direct } = await aBoard();
    const stream = aStream();
    const update = anUpdate();
    const calls: string[] = [];
    await board.watchCommand(update.commandId, ({ state }) => calls.push(state));
    await board.watchStream(stream, () => calls.push('stream'));
    board.onReconnect(() => calls.push('reconnect'));
    await direct.write((db) => {
      tellUpdate(db, update.commandId, null, JSON.stringify(update));
      tellUpdate(db, update.commandId, null, JSON.stringify({ ...update, state: 'SUCCEEDED' }));
      db.run('DELETE FROM notice WHERE id = 1');
    });
    await vi.waitFor(() => expect(calls).toEqual(['stream', 'reconnect', 'SUCCEEDED']), SOON);
  });

  it('are old ones only, the oldest first and a step at a time', async () => {
    const { board, direct } = await aBoard();
    for (let i = 0; i < 5; i += 1) await board.putUpdate(anUpdate());
    const purge = (limit: number) => direct.write((db) => purgeNotices(db, 10_000, limit));
    const left = () => direct.read((db) => db.all('SELECT id FROM notice').length);
    expect(await purge(2)).toBe(false);
    expect(await left()).toBe(5);
    vi.useFakeTimers({ now: Date.now() + 11_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    await board.putUpdate(anUpdate());
    expect([await purge(3), await left()]).toEqual([true, 3]);
    expect([await purge(3), await left()]).toEqual([false, 1]);
    vi.setSystemTime(Date.now() + 11_000);
    // The newest one stays: ids go on behind it.
    expect([await purge(3), await left()]).toEqual([false, 1]);
    expect(await direct.read(newestNotice)).toBe(6);
  });
});

describe('a board that is written much', () => {
  it('cleans up after itself: notices and outcomes do not pile up', async () => {
    const file = join(await tempDirectory(), 'board.db');
    const board = createEmbeddedBoard({ file, retention: { outcomeMs: 1 } });
    const direct = new DatabaseFile({ file }, boardSchema);
    onTestFinished(async () => {
      await board.close();
      await direct.close();
    });
    const count = (table: string) =>
      direct.read((db) => db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0);
    await Promise.all(Array.from({ length: 400 }, () => board.putUpdate(anUpdate())));
    expect(await count('outcome')).toBe(400);
    vi.useFakeTimers({ now: Date.now() + 11_000, toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    await vi.waitFor(async () => {
      await board.putUpdate(anUpdate());
      expect(await count('outcome')).toBeLessThan(300);
      expect(await count('notice')).toBeLessThan(300);
    }, SOON);
  });
});
