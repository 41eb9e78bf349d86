import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { readRecordForms } from '@metamorphosis/codegen';
import { isMetamorphosisError } from '@metamorphosis/contract';
import { addKeepCommand } from './keep-command.js';
// The command loads it late; loading it is work of seconds on a busy machine.
import './keep-records.js';

const SHOP = `type Query { paid: Int }
type Paid @event(key: "orderId") { orderId: ID! euros: Int! }
`;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gregor-'));
  vi.spyOn(process, 'cwd').mockImplementation(() => root);
  const before = process.exitCode;
  onTestFinished(async () => {
    vi.restoreAllMocks();
    process.exitCode = before;
    await rm(root, { recursive: true });
  });
  await mkdir(join(root, 'schema'));
  await sdl(SHOP);
});

const sdl = (text: string) => writeFile(join(root, 'schema/shop.graphql'), text);
const kept = () => readRecordForms('schema', root);

async function keep(...args: readonly string[]) {
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  process.exitCode = 0;
  const program = new Command('gregor').exitOverride();
  addKeepCommand(program.command('schema'));
  await program.parseAsync(['schema', 'keep', ...args], { from: 'user' });
  return [out.trimEnd(), process.exitCode] as const;
}

test('what records look like is written once, and --check says whether it is', async () => {
  expect(await keep('--check')).toEqual([
    'schema/records.json is to be kept: gregor schema keep',
    1,
  ]);
  expect(await kept()).toEqual({});
  expect(await keep()).toEqual(['wrote schema/records.json', 0]);
  expect(await kept()).toEqual({
    'shop.Paid': { 1: expect.stringContaining('euros: Int!') as string },
  });
  expect(await keep('--check')).toEqual(['schema/records.json is up to date.', 0]);
  expect(await keep()).toEqual(['schema/records.json is up to date.', 0]);

  // What fits what lies on the log may be kept in its place, and is to be.
  await sdl(SHOP.replace('euros', 'note: String euros'));
  expect((await keep('--check'))[1]).toBe(1);
  expect(await keep()).toEqual(['wrote schema/records.json', 0]);
  expect((await kept())['shop.Paid']?.['1']).toContain('note: String');
});

test('a change that wants a new version is told, and nothing is kept of it until it has one', async () => {
  await keep();
  const cents = SHOP.replace('euros', 'cents');
  await sdl(cents);
  for (const args of [[], ['--check']]) {
    const [out, exitCode] = await keep(...args);
    expect(out).toContain('shop.Paid');
    expect(out).toContain('cents is missing');
    expect(exitCode).toBe(1);
  }
  expect((await kept())['shop.Paid']?.['1']).toContain('euros');

  await sdl(cents.replace('"orderId"', '"orderId", version: 2'));
  expect(await keep()).toEqual(['wrote schema/records.json', 0]);
  expect(Object.keys((await kept())['shop.Paid'] ?? {})).toEqual(['1', '2']);
});

test('--from keeps what was at a commit; what is no commit is an error of the one who asks', async () => {
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' });
  };
  git('init', '-b', 'main');
  git('add', '.');
  git('commit', '-m', 'first');
  await sdl(SHOP.replace('euros', 'cents'));
  expect(await keep('--from', 'main')).toEqual(['wrote schema/records.json', 0]);
  expect((await kept())['shop.Paid']?.['1']).toContain('euros');
  const wrong: unknown = await keep('--from', 'nowhere').catch((error: unknown) => error);
  expect(isMetamorphosisError(wrong, 'CONFIGURATION_INVALID')).toBe(true);
});

test('without a folder of SDL it says so', async () => {
  await rm(join(root, 'schema'), { recursive: true });
  await expect(keep()).rejects.toMatchObject({
    code: 'CONFIGURATION_INVALID',
    message: expect.stringContaining('Name the folder of the SDL: --schema <dir>') as string,
  });
});
