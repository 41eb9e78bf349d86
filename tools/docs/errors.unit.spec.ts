import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errors } from '@metamorphosis/contract';

const page = readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8');

test('docs/errors.md lists every code of the catalogue, each once, and no other', () => {
  const listed = [...page.matchAll(/^\| `([A-Z_]+)`\s+\|/gm)].map((match) => match[1]);
  expect([...listed].sort()).toEqual([...errors.codes].sort());
});

test('docs/errors.md calls those errors internal whose messages clients do not see', () => {
  const internal = [...page.matchAll(/^\| `([A-Z_]+)`\s+\|.*_Internal\._/gm)].map(
    (match) => match[1],
  );
  const make = errors as unknown as Record<string, (args: unknown[]) => { visible: boolean }>;
  const hidden = errors.codes.filter(
    (code) => code !== 'INTERNAL_ERROR' && make[code]?.(['x', 1, 2]).visible === false,
  );
  expect(internal.sort()).toEqual([...hidden].sort());
});
