import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { generateFrom, GOLDEN, type Generated } from './golden.fixture.spec.js';
import { filesBelow } from './write/write-files.js';

// Formatting all files is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let generated: Generated;
beforeAll(async () => {
  generated = await generateFrom(GOLDEN);
});

// After a deliberate change of the generator: `vitest run libs/codegen --update`, and read the difference.
test('generates what the golden files hold', async () => {
  const all = [...generated.files, ...generated.stubs];
  for (const { path, text } of all) {
    await expect(text).toMatchFileSnapshot(join(GOLDEN, 'generated', path));
  }
  const wanted = all.map(({ path }) => path).sort();
  expect(await filesBelow(join(GOLDEN, 'generated'))).toEqual(wanted);
});

test('generates the same twice', async () => {
  expect(await generateFrom(GOLDEN)).toEqual(generated);
});

test('writes no `any`', () => {
  const code = [...generated.files, ...generated.stubs].filter(({ path }) => path.endsWith('.ts'));
  const loose = code.filter(({ text }) => /[:<|&(]\s*any\b|\bas any\b/.test(text));
  expect(loose.map(({ path }) => path)).toEqual([]);
});
