import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtherProcess } from '../testing/child-process.js';
import { specSchema } from '../testing/spec-schema.js';
import { tempDirectory } from '../testing/temp-directory.js';
import { DatabaseFile } from './database-file.js';

function fileAt(path: string, schema = specSchema): DatabaseFile {
  const file = new DatabaseFile({ file: path, lockTimeoutMs: 2000 }, schema);
  onTestFinished(() => file.close());
  return file;
}

const note = (file: DatabaseFile, text: string): Promise<number> =>
  file.write((db) => db.run('INSERT INTO note (text) VALUES (?)', text));
const count = (file: DatabaseFile): Promise<number | undefined> =>
  file.read((db) => db.get<{ n: number }>('SELECT count(*) AS n FROM note')?.n);

describe('a database file', () => {
  it('is made with its directory, and keeps what was written when all have closed it', async () => {
    const path = join(await tempDirectory(), 'not', 'there', 'yet.db');
    const first = fileAt(path);
    await note(first, 'kept');
    await first.close();
    expect(await count(fileAt(path))).toBe(1);
  });

  it('is shared by the handles of a process, also through a link, and stays open for the last', async () => {
    const directory = await tempDirectory();
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    onTestFinished(() => rmSync(link));
    const [one, two] = [fileAt(join(directory, 'a.db')), fileAt(join(link, 'a.db'))];
    await Promise.all([note(one, '1'), note(two, '2')]);
    await one.close();
    await note(two, '3');
    expect(await count(two)).toBe(3);
    await expect(note(one, '4')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('takes calls in their order, also those made before it was open', async () => {
    const file = fileAt(join(await tempDirectory(), 'a.db'));
    const names = Array.from({ length: 200 }, (_, i) => `${i}`);
    const early = names.slice(0, 100).map((name) => note(file, name));
    const late = file
      .open()
      .then(() => Promise.all(names.slice(100).map((name) => note(file, name))));
    await Promise.all([...early, late]);
    const found = await file.read((db) =>
      db.all<{ text: string }>('SELECT text FROM note ORDER BY id'),
    );
    expect(found.map(({ text }) => text)).toEqual(names);
  });

  it('is migrated by one of several processes that open it at once', async () => {
    const path = join(await tempDirectory(), 'a.db');
    const files = Array.from({ length: 5 }, () => fileAt(path));
    await Promise.all(files.map((file) => file.open()));
    const newer = {
      ...specSchema,
      versions: [...specSchema.versions, 'CREATE TABLE more (id INTEGER)'],
    };
    await fileAt(path, newer).write((db) => db.run('INSERT INTO more VALUES (1)'));
    expect(await count(files[0] ?? fileAt(path))).toBe(0);
  });

  it('of another purpose or a newer version is refused, with its path', async () => {
    const path = join(await tempDirectory(), 'a.db');
    await fileAt(path).open();
    const refused = {
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining(path) as string,
    };
    await expect(fileAt(path, { ...specSchema, mark: 'MMxx' }).open()).rejects.toMatchObject(
      refused,
    );
    await expect(fileAt(path, { ...specSchema, versions: [] }).open()).rejects.toMatchObject(
      refused,
    );
  });

  it('tells by ping that it was removed', async () => {
    const path = join(await tempDirectory(), 'a.db');
    const file = fileAt(path);
    await file.ping();
    rmSync(path);
    await expect(file.ping()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('a file that cannot be used is UNAVAILABLE, with its path', { timeout: 60_000 }, () => {
  const unavailable = (path: string) => ({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(path) as string,
    details: { file: path },
  });

  it('when its directory cannot be made, and works once it can', async () => {
    const blocker = join(await tempDirectory(), 'blocker');
    writeFileSync(blocker, '');
    const path = join(blocker, 'a.db');
    const file = fileAt(path);
    await expect(note(file, 'x')).rejects.toMatchObject(unavailable(path));
    rmSync(blocker);
    await note(file, 'x');
    expect(await count(file)).toBe(1);
  });

  it('when it is no database', async () => {
    const path = join(await tempDirectory(), 'a.db');
    writeFileSync(
      path,
      'This is a text, and quite a long one, that no SQLite would take for its own.'.repeat(9),
    );
    await expect(fileAt(path).open()).rejects.toMatchObject(unavailable(path));
  });

  it('when it is read-only: reading goes on', async () => {
    const directory = await tempDirectory();
    const path = join(directory, 'a.db');
    const file = fileAt(path);
    await note(file, 'before');
    await file.close();
    // Root may write everything, so another user tries.
    const nobody = 65_534;
    if (process.getuid?.() === 0) chownSync(directory, nobody, nobody);
    for (const mode of [directory, path]) chmodSync(mode, mode === path ? 0o444 : 0o755);
    const user = process.getuid?.() === 0 ? [String(nobody)] : [];
    const other = await OtherProcess.start('try-file', path, ...user);
    expect(await other.until(({ kind }) => kind === 'tried')).toMatchObject({
      write: { code: 'UNAVAILABLE', message: expect.stringContaining(path) as string },
      read: 1,
    });
  });

  it.skipIf(spawnSync('prlimit', ['--version']).status !== 0)(
    'when it cannot grow: nothing of the write is kept, and it works once there is room',
    async () => {
      const path = join(await tempDirectory(), 'a.db');
      await fileAt(path).open();
      const other = await OtherProcess.start('fill-file', path);
      spawnSync('prlimit', ['--pid', String(other.pid), '--fsize=200000:unlimited']);
      other.ask('fill');
      expect(await other.until(({ kind }) => kind === 'tried')).toMatchObject({
        write: { code: 'UNAVAILABLE', message: expect.stringContaining(path) as string },
      });
      spawnSync('prlimit', ['--pid', String(other.pid), '--fsize=unlimited']);
      other.ask('once more');
      await other.until(({ kind }) => kind === 'done');
      const acknowledged = other.told.filter(({ kind }) => kind === 'acknowledged').length;
      expect(await count(fileAt(path))).toBe(acknowledged);
    },
  );
});
