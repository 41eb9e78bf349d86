import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readAuthCode, requireAuthCode } from './auth-code.js';
import { readSettings, shownSettings } from './read-settings.js';

const CODE = 'a-code-of-enough-characters';

function fileWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-code-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'code');
  writeFileSync(file, text);
  return file;
}

const codeOf = (environment: Record<string, string>) => readAuthCode(readSettings(environment));

test('the code comes from the environment or from a file, whose last newline does not count', () => {
  expect(codeOf({ AUTH_CODE: CODE })).toBe(CODE);
  expect(codeOf({ AUTH_CODE_FILE: fileWith(`${CODE}\n`) })).toBe(CODE);
  expect(codeOf({ AUTH_CODE: CODE, AUTH_CODE_FILE: fileWith(CODE) })).toBe(CODE);
  expect(codeOf({})).toBeUndefined();
});

test('a manager without a code is told how to make one', () => {
  expect(() => requireAuthCode(readSettings({}))).toThrow('openssl rand -hex 24');
});

test('a code that is too short, cannot be sent, or stands against another is refused unseen', () => {
  const refused = [
    { AUTH_CODE: 'fifteen-letters' },
    { AUTH_CODE_FILE: fileWith('') },
    { AUTH_CODE_FILE: fileWith('fifteen-letters') },
    { AUTH_CODE: 'ключ-из-многих-букв' },
    { AUTH_CODE: CODE, AUTH_CODE_FILE: fileWith(`${CODE}-other`) },
  ];
  for (const environment of refused) {
    const attempt = (): unknown => codeOf(environment);
    expect(attempt).toThrow(/AUTH_CODE/);
    expect(attempt).not.toThrow(/fifteen-letters|ключ|a-code-of/);
  }
  expect(() => codeOf({ AUTH_CODE_FILE: '/nowhere/code' })).toThrow('ENOENT');
});

test('the log says that a code is set, and not which', () => {
  expect(shownSettings(readSettings({ AUTH_CODE: CODE }))).toEqual({ AUTH_CODE: '(set)' });
});
