import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurationPage } from './configuration.ts';
import { gatewayConfigurationPage } from './gateway-configuration.ts';

test.each([
  ['configuration.md', configurationPage],
  ['gateway-configuration.md', gatewayConfigurationPage],
])('docs/%s says what the code says: run `npm run docs` after a change', (name, page) => {
  const text = readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
  expect(text).toBe(page());
});
