import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FileMailer } from './file-mailer.js';

const MAIL = { key: 'r1', to: 'ada@example.org', subject: 'Welcome', text: 'Hello Ada' };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'mailer-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test('a mail that is sent again, by this process or another, is one mail', async () => {
  const path = await folder();
  const [one, other] = [new FileMailer(path), new FileMailer(path)];
  await Promise.all([one.send(MAIL), other.send(MAIL), one.send({ ...MAIL, key: 'r2' })]);
  await other.send({ ...MAIL, text: 'Hello again' });
  expect((await readdir(join(path, 'mails'))).sort()).toEqual(['r1.json', 'r2.json']);
  const first = JSON.parse(await readFile(join(path, 'mails', 'r1.json'), 'utf8')) as unknown;
  expect(first).toEqual(MAIL);
});

test('a mail that cannot be sent is not taken for sent', async () => {
  const path = await folder();
  await writeFile(join(path, 'mails'), 'no folder');
  await expect(new FileMailer(path).send(MAIL)).rejects.toThrow();
});
