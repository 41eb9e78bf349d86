import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { gallery, missingCodes, sdlErrorsPage, type Shown } from './page.ts';

let shown: readonly Shown[];
beforeAll(async () => {
  shown = await gallery();
  // The engine runs once for each mistake: seconds on a busy machine.
}, 60_000);

test('docs/reference/sdl-errors.md says what the engine says: run `npm run docs` after a change', () => {
  const path = join(import.meta.dirname, '../../../docs/reference/sdl-errors.md');
  expect(readFileSync(path, 'utf8')).toBe(sdlErrorsPage(shown));
});

test('each code of the catalogue is shown', () => {
  expect(missingCodes(shown)).toEqual([]);
});

test('each mistake of the gallery is found, at its place and with what to write instead', () => {
  for (const {
    case: { what },
    diagnostics,
  } of shown) {
    expect(diagnostics, what).not.toEqual([]);
    for (const { code, excerpt, hint, message } of diagnostics) {
      expect(hint, what).toMatch(/./);
      expect(message, what).not.toContain('\n');
      if (code !== 'SERVICE_NAME_INVALID') expect(excerpt, what).not.toBe('');
    }
  }
});
