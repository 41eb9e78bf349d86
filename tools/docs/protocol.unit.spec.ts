import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HEADERS } from '@metamorphosis/contract';
import { DEAD_LETTER_HEADERS } from '@metamorphosis/core';

const page = readFileSync(join(import.meta.dirname, '../../docs/PROTOCOL.md'), 'utf8');

test('docs/PROTOCOL.md lists every header that is written, and no other', () => {
  const listed = [...page.matchAll(/`((?:ce_|mm-dead-|content-type)[a-z-]*)`/g)].map((m) => m[1]);
  const written = [...Object.values(HEADERS), ...Object.values(DEAD_LETTER_HEADERS)];
  const named = new Set(listed.filter((header) => header !== 'ce_'));
  expect([...named].sort()).toEqual([...written].sort());
});
