import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { GeneratedFile, Stub } from './generated-file.js';
import { filesBelow, pendingChanges, writeFiles } from './write-files.js';
import { writeStubs } from './write-stubs.js';

const FILES: readonly GeneratedFile[] = [
  { path: 'shop/src/generated/types.ts', text: 'types' },
  { path: 'shop/src/generated/external/desk.ts', text: 'desk' },
];

async function folder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

async function write(root: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

test('writes what differs, leaves the rest untouched, removes what is not generated any more', async () => {
  const root = await folder();
  await write(root, 'shop/src/generated/types.ts', 'types');
  await write(root, 'shop/src/generated/external/old.ts', 'old');
  await write(root, 'shop/src/shop.ts', "the author's");
  const before = await stat(join(root, 'shop/src/generated/types.ts'));

  expect(await pendingChanges(root, ['shop'], FILES)).toEqual({
    written: ['shop/src/generated/external/desk.ts'],
    removed: ['shop/src/generated/external/old.ts'],
  });
  expect(await writeFiles(root, ['shop'], FILES)).toEqual({
    written: ['shop/src/generated/external/desk.ts'],
    removed: ['shop/src/generated/external/old.ts'],
  });

  expect(await filesBelow(root)).toEqual([
    'shop/src/generated/external/desk.ts',
    'shop/src/generated/types.ts',
    'shop/src/shop.ts',
  ]);
  expect((await stat(join(root, 'shop/src/generated/types.ts'))).ino).toBe(before.ino);
});

test('changes nothing the second time', async () => {
  const root = await folder();
  await writeFiles(root, ['shop'], FILES);
  expect(await writeFiles(root, ['shop'], FILES)).toEqual({ written: [], removed: [] });
});

test('leaves every file as it was when one cannot be staged', async () => {
  const root = await folder();
  await write(root, 'shop/src/generated/types.ts', 'before');
  await write(root, 'shop/src/generated/external', 'a file where a folder must be');
  await expect(writeFiles(root, ['shop'], FILES)).rejects.toThrow();
  expect(await readFile(join(root, 'shop/src/generated/types.ts'), 'utf8')).toBe('before');
  expect(await filesBelow(root)).toEqual([
    'shop/src/generated/external',
    'shop/src/generated/types.ts',
  ]);
});

const STUBS: readonly Stub[] = [
  { service: 'shop', path: 'shop/src/database.ts', text: 'stub' },
  {
    service: 'shop',
    path: 'shop/src/pay/pay.handler.ts',
    text: 'stub',
    unless: /\bextends\s+PayHandler\b/,
  },
];

test('writes stubs once', async () => {
  const root = await folder();
  expect(await writeStubs(root, STUBS)).toEqual(STUBS.map(({ path }) => path));
  expect(await writeStubs(root, STUBS)).toEqual([]);
  expect(await filesBelow(root)).toEqual(['shop/src/database.ts', 'shop/src/pay/pay.handler.ts']);
});

test('never overwrites what an author wrote', async () => {
  const root = await folder();
  await write(root, 'shop/src/database.ts', "the author's");
  await write(root, 'shop/src/pay/pay.handler.ts', 'something else');
  expect(await writeStubs(root, STUBS)).toEqual([]);
  expect(await readFile(join(root, 'shop/src/database.ts'), 'utf8')).toBe("the author's");
});

test('writes no stub for a class that the author keeps elsewhere', async () => {
  const root = await folder();
  await write(root, 'shop/src/money/paying.ts', 'export class Pay\n  extends PayHandler {}');
  await write(root, 'shop/src/generated/commands.ts', 'abstract class PayHandler {}');
  expect(await writeStubs(root, STUBS)).toEqual(['shop/src/database.ts']);
});

test('writes a stub though a class of a similar name is extended', async () => {
  const root = await folder();
  await write(root, 'shop/src/pay.ts', 'class A extends PayHandlerBase {}');
  expect(await writeStubs(root, STUBS)).toHaveLength(2);
});
