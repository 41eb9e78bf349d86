import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { specSchema } from '../testing/spec-schema.js';
import { tempDirectory } from '../testing/temp-directory.js';
import { Connection } from './connection.js';
import { DatabaseFile } from './database-file.js';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  return { ...real, watch: vi.fn(real.watch) };
});
const real = await vi.importActual<typeof fs>('node:fs');
beforeEach(() => void vi.mocked(fs.watch).mockImplementation(real.watch));

/** A file, and a connection of its own as another process would have. */
async function watched() {
  const file = new DatabaseFile({ file: join(await tempDirectory(), 'a.db') }, specSchema);
  await file.open();
  const other = new Connection(file.path, { mode: 'write' });
  onTestFinished(async () => {
    other.close();
    await file.close();
  });
  const commit = (): number => other.run("INSERT INTO note (text) VALUES ('x')");
  return { file, commit };
}

/** Counts wakes, and resolves for the next one. */
function counter() {
  let count = 0;
  let next = Promise.withResolvers<void>();
  return {
    wake: () => {
      count += 1;
      next.resolve();
      next = Promise.withResolvers();
    },
    get count() {
      return count;
    },
    get next() {
      return next.promise;
    },
  };
}

describe('a listener', () => {
  it('is woken by each commit of another connection, a hundred times over', async () => {
    const { file, commit } = await watched();
    const woken = counter();
    onTestFinished(file.onChange(woken.wake));
    for (let i = 0; i < 100; i += 1) {
      const next = woken.next;
      commit();
      await next;
    }
    expect(woken.count).toBeGreaterThanOrEqual(100);
  });

  it('is woken by commits of its own process', async () => {
    const { file } = await watched();
    const woken = counter();
    onTestFinished(file.onChange(woken.wake));
    const next = woken.next;
    await file.write((db) => db.run("INSERT INTO note (text) VALUES ('x')"));
    await next;
  });

  it('is woken by the poll when the file watch misses every event', async () => {
    const deaf = Object.assign(new EventEmitter(), { close: () => undefined });
    vi.mocked(fs.watch).mockReturnValue(deaf as unknown as fs.FSWatcher);
    const { file, commit } = await watched();
    const woken = counter();
    onTestFinished(file.onChange(woken.wake));
    for (let i = 0; i < 3; i += 1) {
      const next = woken.next;
      commit();
      await next;
    }
    expect(fs.watch).toHaveBeenCalled();
  });

  it('is woken where files cannot be watched', async () => {
    vi.mocked(fs.watch).mockImplementation(() => {
      throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' });
    });
    const { file, commit } = await watched();
    const woken = counter();
    onTestFinished(file.onChange(woken.wake));
    const next = woken.next;
    commit();
    await next;
  });

  it('stays when another one leaves, and is not woken after it has left itself', async () => {
    const { file, commit } = await watched();
    const [one, two] = [counter(), counter()];
    const leave = file.onChange(one.wake);
    onTestFinished(file.onChange(two.wake));
    leave();
    leave();
    const next = two.next;
    commit();
    await next;
    expect(one.count).toBe(0);
  });

  it('is not woken when nothing was committed', async () => {
    const { file, commit } = await watched();
    const woken = counter();
    onTestFinished(file.onChange(woken.wake));
    const next = woken.next;
    commit();
    await next;
    const before = woken.count;
    // Absence: several polls long.
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(woken.count).toBe(before);
  });
});
