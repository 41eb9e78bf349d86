import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtherProcess } from '../testing/child-process.js';
import { specSchema } from '../testing/spec-schema.js';
import { tempDirectory } from '../testing/temp-directory.js';
import type { Connection } from './connection.js';
import { DatabaseFile } from './database-file.js';

async function aFile(lockTimeoutMs?: number): Promise<DatabaseFile> {
  const file = join(await tempDirectory(), 'spec.db');
  const it = new DatabaseFile(
    { file, ...(lockTimeoutMs !== undefined && { lockTimeoutMs }) },
    specSchema,
  );
  onTestFinished(() => it.close());
  await it.open();
  return it;
}

const insert = (db: Connection, text: string): number =>
  db.run('INSERT INTO note (text) VALUES (?)', text);
const texts = (file: DatabaseFile): Promise<string[]> =>
  file.read((db) =>
    db.all<{ text: string }>('SELECT text FROM note ORDER BY id').map((r) => r.text),
  );

describe('grouped writes', () => {
  it('take effect in the order of their calls, each with its own answer', async () => {
    const file = await aFile();
    const names = Array.from({ length: 2000 }, (_, i) => `${i}`);
    const answers = await Promise.all(
      names.map((name, i) => file.write((db) => insert(db, name) + i)),
    );
    expect(answers).toEqual(names.map((_, i) => i + 1));
    expect(await texts(file)).toEqual(names);
  });

  it('share one transaction when they wait together', async () => {
    const file = await aFile();
    const other = await file.newReader();
    onTestFinished(() => other.close());
    const before = other.dataVersion();
    await Promise.all(['a', 'b', 'c'].map((name) => file.write((db) => insert(db, name))));
    const version = other.dataVersion();
    expect(version).not.toBe(before);
    await file.write((db) => insert(db, 'd'));
    // One commit more: the three were one.
    expect(other.dataVersion() - version).toBe(version - before);
  });

  it('of a job that throws are undone, and its neighbours keep theirs and their order', async () => {
    const file = await aFile();
    const broken = new Error('broken');
    const write = (name: string) => file.write((db) => insert(db, name));
    const results = await Promise.allSettled([
      write('a'),
      write('b'),
      file.write((db) => {
        insert(db, 'of the broken one');
        throw broken;
      }),
      write('c'),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(results[2]).toEqual({ status: 'rejected', reason: broken });
    expect(await texts(file)).toEqual(['a', 'b', 'c']);
  });
});

describe('exclusive work', () => {
  it('hides its open writes from readers, and other writes wait for its end', async () => {
    const file = await aFile();
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = file.exclusive(async (db) => {
      insert(db, 'first');
      begun.resolve();
      await release.promise;
    });
    await begun.promise;
    const second = file.write((db) => insert(db, 'second'));
    expect(await texts(file)).toEqual([]);
    release.resolve();
    await Promise.all([first, second]);
    expect(await texts(file)).toEqual(['first', 'second']);
  });

  it('shares a transaction with neighbours that allow it, and fails for itself alone', async () => {
    const file = await aFile();
    const seen: (string[] | undefined)[] = [];
    const work = (name: string, fails: boolean) =>
      file.exclusive(
        async (db) => {
          insert(db, name);
          await Promise.resolve();
          seen.push(await texts(file));
          if (fails) throw new Error(name);
          return name;
        },
        () => true,
      );
    const results = await Promise.allSettled([work('a', false), work('b', true), work('c', false)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await texts(file)).toEqual(['a', 'c']);
    // Nothing of the group was committed before its end.
    expect(seen).toEqual([[], [], []]);
  });

  it('loses all of its group when one of them ended the transaction', async () => {
    const file = await aFile();
    const share = (): boolean => true;
    const results = await Promise.allSettled([
      file.exclusive(async (db) => insert(db, 'a'), share),
      file.exclusive(async (db) => db.exec('ROLLBACK'), share),
      file.exclusive(async (db) => insert(db, 'c'), share),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await texts(file)).toEqual(['c']);
  });
});

describe('while another process holds the write lock', { timeout: 60_000 }, () => {
  it('the event loop goes on, reads are answered, and the write follows', async () => {
    const file = await aFile();
    await file.write((db) => insert(db, 'before'));
    const holder = await OtherProcess.start('hold-lock', file.path);
    let written = false;
    const write = file.write((db) => insert(db, 'after')).then(() => (written = true));
    let timers = 0;
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (!written) setImmediate(count);
    };
    count();
    for (; timers < 100; timers += 1) {
      await pause(1);
      expect(await texts(file)).toEqual(['before']);
    }
    expect({ written, enoughTurns: turns > 100 }).toEqual({ written: false, enoughTurns: true });
    holder.ask('let go');
    await write;
    expect(await texts(file)).toEqual(['before', 'after']);
  });

  it('the file can be opened and read', async () => {
    const first = await aFile();
    await first.write((db) => insert(db, 'before'));
    await first.close();
    const holder = await OtherProcess.start('hold-lock', first.path);
    const file = new DatabaseFile({ file: first.path }, specSchema);
    onTestFinished(() => file.close());
    expect(await texts(file)).toEqual(['before']);
    expect(holder.told.map(({ kind }) => kind)).toEqual(['ready']);
  });

  it('a write gives up after its time with UNAVAILABLE and the path, and works later', async () => {
    const file = await aFile(100);
    const holder = await OtherProcess.start('hold-lock', file.path);
    const attempts = await Promise.allSettled(
      [1, 2, 3].map(() => file.write((db) => insert(db, 'x'))),
    );
    for (const attempt of attempts) {
      expect(attempt).toMatchObject({
        reason: { code: 'UNAVAILABLE', details: { file: file.path } },
      });
      expect(String((attempt as PromiseRejectedResult).reason)).toContain(file.path);
    }
    holder.ask('let go');
    await holder.until(({ kind }) => kind === 'done');
    await file.write((db) => insert(db, 'y'));
    expect(await texts(file)).toEqual(['y']);
  });

  it('a write gets its turn soon although the other one writes without a pause', async () => {
    const file = await aFile();
    await OtherProcess.start('hog-lock', file.path);
    for (let i = 0; i < 10; i += 1) await file.write((db) => insert(db, 'mine'));
    const all = await texts(file);
    expect(all.filter((text) => text === 'mine')).toHaveLength(10);
    // By luck alone it is some twenty transactions of the other one for each of ours.
    expect(all.filter((text) => text === 'hog').length).toBeLessThanOrEqual(60);
  });
});

it('finishes what it was given before it closes, and takes nothing after', async () => {
  const file = await aFile();
  const writes = Array.from({ length: 100 }, (_, i) => file.write((db) => insert(db, `${i}`)));
  await file.close();
  expect(await Promise.all(writes)).toEqual(Array(100).fill(1));
  await expect(file.write((db) => insert(db, 'late'))).rejects.toMatchObject({ code: 'CLOSED' });
});
