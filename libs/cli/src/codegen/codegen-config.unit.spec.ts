import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCodegenConfig } from './codegen-config.js';

async function project(yaml: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'gregor-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'codegen.yml'), yaml);
  return root;
}

test('reads the section of our preset, of the nearest folder upwards', async () => {
  const root = await project(`
generates:
  docs/schema.graphql: { plugins: [schema-ast] }
  services/:
    preset: '@metamorphosis/codegen'
    presetConfig: { schema: sdl, stubs: false }
`);
  await mkdir(join(root, 'deep/down'), { recursive: true });
  expect(readCodegenConfig(join(root, 'deep/down'))).toEqual({
    root,
    schema: 'sdl',
    out: 'services/',
    stubs: false,
  });
});

test('takes the usual folders where the file names none', async () => {
  const root = await project("generates: { apps/: { preset: '@metamorphosis/codegen' } }");
  expect(readCodegenConfig(root)).toEqual({ root, schema: 'schema', out: 'apps/', stubs: true });
});

test.each([
  ['generates: { apps/: { preset: client } }', /generates nothing with the preset/],
  ['generates: [', /is no YAML/],
  ['', /generates nothing with the preset/],
])('says what is wrong with %j', async (yaml, message) => {
  const root = await project(yaml);
  expect(() => readCodegenConfig(root)).toThrow(message);
});
