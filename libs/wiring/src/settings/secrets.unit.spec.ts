import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { idempotentCommandId } from '@metamorphosis/contract';
import { readSettings } from './read-settings.js';
import { readSecrets } from './secrets.js';

const HEX = 'a'.repeat(64);
const FLAGS = [
  '--conditions=@metamorphosis/source',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  `--import=${new URL('../../../../tools/test/source-hooks.mjs', import.meta.url).href}`,
];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'metamorphosis-secret-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const settingsOf = (environment: Record<string, string>) => readSettings(environment);

test('development makes a secret once, for its owner’s eyes only, and finds it again', () => {
  const METAMORPHOSIS_DATA = join(folder(), 'not-there-yet');
  const first = readSecrets(settingsOf({ METAMORPHOSIS_DATA }));
  expect(first.current.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(first.previous).toEqual([]);
  expect(readSecrets(settingsOf({ METAMORPHOSIS_DATA }))).toEqual(first);
  expect(readdirSync(METAMORPHOSIS_DATA)).toEqual(['secret']);
  expect(statSync(join(METAMORPHOSIS_DATA, 'secret')).mode & 0o777).toBe(0o600);
});

test('processes that start at once agree on one secret', { timeout: 60_000 }, async () => {
  const [folders, count] = [folder(), 300];
  const go = join(folder(), 'go');
  const module = new URL('../testing/read-secret.ts', import.meta.url).pathname;
  const args = [...FLAGS, module, folders, go, String(count)];
  const said = await Promise.all(
    [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] } });
      onTestFinished(() => void child.kill('SIGKILL'));
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
      const over = once(child, 'close');
      await vi.waitFor(() => expect(text).toContain('ready'), { timeout: 40_000 });
      return async (): Promise<readonly string[]> => {
        await over;
        return JSON.parse(text.replace('ready\n', '')) as string[];
      };
    }),
  );
  writeFileSync(go, '');
  const [first, ...others] = await Promise.all(said.map((secrets) => secrets()));
  expect(new Set(first).size).toBe(count);
  for (const other of others) expect(other).toEqual(first);
  expect(readdirSync(join(folders, '7'))).toEqual(['secret']);
});

test('a secret file that was cut short is refused, not taken for a secret', () => {
  const METAMORPHOSIS_DATA = folder();
  const file = join(METAMORPHOSIS_DATA, 'secret');
  for (const text of ['', 'short\n']) {
    writeFileSync(file, text);
    expect(() => readSecrets(settingsOf({ METAMORPHOSIS_DATA }))).toThrow(file);
  }
});

test('production needs a secret that all processes share', () => {
  const METAMORPHOSIS_DATA = folder();
  const production = settingsOf({ METAMORPHOSIS_DATA, METAMORPHOSIS_MODE: 'production' });
  expect(() => readSecrets(production)).toThrow('METAMORPHOSIS_SECRET is not set');
  expect(readdirSync(METAMORPHOSIS_DATA)).toEqual([]);
});

test('a secret that is too short is refused, also one that is being rotated out', () => {
  const settings = settingsOf({ METAMORPHOSIS_SECRET: `${HEX},short` });
  expect(() => readSecrets(settings)).toThrow('fewer than 32 characters');
});

test('the first secret makes, all of them count; each keeps its key id when it is rotated out', async () => {
  const before = readSecrets(settingsOf({ METAMORPHOSIS_SECRET: HEX }));
  const NEWER = 'b'.repeat(64);
  const after = readSecrets(settingsOf({ METAMORPHOSIS_SECRET: `${NEWER}, ${HEX}` }));
  expect(after.current.secret).toBe(NEWER);
  expect(after.previous).toEqual([before.current]);
  expect(after.current.keyId).not.toBe(before.current.keyId);
  const id = (secret: string): Promise<string> =>
    idempotentCommandId(secret, 'orders', 'placeOrder', 'ada', 'k');
  expect(await id(HEX)).not.toBe(await id(NEWER));
});
