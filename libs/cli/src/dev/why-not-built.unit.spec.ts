import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { whyNotBuilt } from './why-not-built.js';

test('what keeps a new service from being built is told, one thing after the other', () => {
  const root = mkdtempSync(join(tmpdir(), 'gregor-built-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, text = ''): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const why = (): string | undefined => whyNotBuilt(root, 'reviews');
  write('tsconfig.json', '{ "references": [{ "path": "apps/reviews-of-old" }] }');
  expect(why()).toContain('there is no apps/reviews/tsconfig.json');
  write('apps/reviews/tsconfig.json');
  expect(why()).toContain('there is no apps/reviews/src/main.ts');
  write('apps/reviews/src/main.ts');
  expect(why()).toContain('write { "path": "apps/reviews" } into the references of tsconfig.json');
  write('tsconfig.json', '{ "references": [/* new */ { "path": "./apps/reviews" }] }');
  expect(why()).toBe('its code is not built yet');
  write('apps/reviews/dist/main.js');
  expect(why()).toBeUndefined();
});
