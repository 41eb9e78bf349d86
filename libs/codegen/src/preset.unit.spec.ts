import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate as runCodegen } from '@graphql-codegen/cli';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GOLDEN } from './golden.fixture.spec.js';
import { preset, type PresetConfig } from './preset.js';
import { filesBelow } from './write/write-files.js';

// Starting graphql-codegen and formatting all files is work of seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

interface Project {
  readonly root: string;
  run(options?: PresetConfig): Promise<unknown>;
}

/** A project with a schema, and codegen.yml as an author would write it. */
async function project(): Promise<Project> {
  const root = await mkdtemp(join(tmpdir(), 'codegen-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await cp(join(GOLDEN, 'schema'), join(root, 'schema'), { recursive: true });
  return {
    root,
    run: (options = {}) =>
      runCodegen({
        schema: 'type Query { _: Boolean }',
        silent: true,
        generates: {
          [`${root}/apps/`]: {
            preset,
            presetConfig: { schema: join(root, 'schema'), ...options },
          },
        },
      }),
  };
}

async function contents(root: string): Promise<Readonly<Record<string, string>>> {
  const names = await filesBelow(join(root, 'apps'));
  const texts = await Promise.all(names.map((name) => readFile(join(root, 'apps', name), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}

test('writes into the services of graphql-codegen, and changes nothing the second time', async () => {
  const { root, run } = await project();
  await run();
  const first = await contents(root);
  expect(Object.keys(first)).toEqual(await filesBelow(join(GOLDEN, 'generated')));
  await run();
  expect(await contents(root)).toEqual(first);
});

test('writes no stubs when told so', async () => {
  const { root, run } = await project();
  await run({ stubs: false });
  const beside = (await filesBelow(join(root, 'apps'))).filter(
    (path) => !path.includes('/generated/'),
  );
  expect(beside).toEqual([]);
});

test('writes nothing when the schema has a mistake, and shows it', async () => {
  const { root, run } = await project();
  await writeFile(join(root, 'schema/zoo.graphql'), 'type Query { lion: Lion }');
  await expect(run()).rejects.toThrow(/zoo\.graphql:1:20 TYPE_UNKNOWN Unknown type "Lion"\./);
  expect(await filesBelow(root)).toEqual([
    'schema/catalogue.graphql',
    'schema/desk-machines.graphql',
    'schema/lending.graphql',
    'schema/members.graphql',
    'schema/zoo.graphql',
  ]);
});

test('with --check writes nothing, and fails when something is stale', async () => {
  const { root, run } = await project();
  await run();
  const types = join(root, 'apps/lending/src/generated/types.ts');
  await writeFile(types, 'edited');
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'graphql-codegen', '--check']);
  onTestFinished(() => void vi.restoreAllMocks());
  await expect(run()).rejects.toThrow(/stale.*lending\/src\/generated\/types\.ts/);
  expect(await readFile(types, 'utf8')).toBe('edited');
});
