import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { filesBelow } from '../workspace/files-below.fixture.spec.js';
import { createProject } from './create-project.js';
import { localPackages } from './local-packages.js';
import { NEEDED, projectManifest } from './project-manifest.js';
import { projectNames } from './project-names.js';
import { OVERRIDES, VERSIONS } from './versions.js';

// Codegen composes and formats a whole project: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const REGISTRY = { kind: 'registry', version: '0.1.0' } as const;
const ROOT = join(import.meta.dirname, '../../../..');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gregor-new-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a project is complete: nothing of it is left to codegen', async () => {
  const root = folder();
  await createProject(root, projectNames('shop', 'reviews'), REGISTRY);
  expect(filesBelow(root).filter((path) => !path.includes('/generated/'))).toEqual([
    '.gitignore',
    'README.md',
    'apps/reviews/src/add-review/add-review.handler.ts',
    'apps/reviews/src/add-review/add-review.unit.spec.ts',
    'apps/reviews/src/database.ts',
    'apps/reviews/src/main.ts',
    'apps/reviews/src/migrations/001-create-reviews.ts',
    'apps/reviews/src/migrations/index.ts',
    'apps/reviews/src/review/review.entity.ts',
    'apps/reviews/src/reviews.queries.ts',
    'apps/reviews/src/reviews.service.ts',
    'apps/reviews/src/worker.ts',
    'apps/reviews/tsconfig.json',
    'codegen.yml',
    'package.json',
    'schema/reviews.graphql',
    'try.graphql',
    'tsconfig.base.json',
    'tsconfig.json',
    'tsconfig.specs.json',
    'vitest.config.ts',
  ]);
  const code = filesBelow(root).map((path) => readFileSync(join(root, path), 'utf8'));
  expect(code.filter((text) => text.includes('is not written yet'))).toEqual([]);
});

test('another first service bears its own name everywhere', async () => {
  const root = folder();
  await createProject(root, projectNames('My Shop', 'stories'), REGISTRY);
  const files = filesBelow(root);
  const texts = files.map((path) => `${path}\n${readFileSync(join(root, path), 'utf8')}`);
  expect(texts.filter((text) => /review|Review|PROJECT/.test(text))).toEqual([]);
  expect(files).toContain('apps/stories/src/add-story/add-story.handler.ts');
  expect(readFileSync(join(root, 'schema/stories.graphql'), 'utf8')).toContain('type StoryAdded');
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).toMatchObject({
    name: 'my-shop',
    dependencies: { '@metamorphosis/nest': '0.1.0' },
  });
});

test('a folder with anything in it is left alone', async () => {
  const root = folder();
  writeFileSync(join(root, 'notes.txt'), 'mine');
  await expect(createProject(root, projectNames('shop', 'reviews'), REGISTRY)).rejects.toThrow(
    /is not empty \(notes\.txt\)/,
  );
  expect(filesBelow(root)).toEqual(['notes.txt']);
});

test('a name that no service can bear is refused, and nothing is written', async () => {
  expect(() => projectNames('shop', 'My-Reviews')).toThrow(/write it in lower case/);
  const root = join(folder(), 'shop');
  // Its first type would be called Query.
  await expect(createProject(root, projectNames('shop', 'query'), REGISTRY)).rejects.toThrow(
    /No service can be called query:\nschema\/query\.graphql:\d+:\d+/,
  );
  expect(filesBelow(root)).toEqual([]);
});

test('packages can be files: each that the project needs, and those that they need', () => {
  const root = folder();
  const project = join(root, 'shop');
  mkdirSync(project);
  for (const name of [...NEEDED, '@metamorphosis/kafka']) {
    const file = `metamorphosis-${name.replace('@metamorphosis/', '')}-0.1.0.tgz`;
    writeFileSync(join(root, file), '');
  }
  const manifest = projectManifest(projectNames('shop', 'reviews'), localPackages(root, project));
  expect(manifest).toMatchObject({
    dependencies: {
      '@metamorphosis/core': 'file:../metamorphosis-core-0.1.0.tgz',
      '@metamorphosis/kafka': 'file:../metamorphosis-kafka-0.1.0.tgz',
    },
    devDependencies: { '@metamorphosis/cli': 'file:../metamorphosis-cli-0.1.0.tgz' },
  });
  rmSync(join(root, 'metamorphosis-nest-0.1.0.tgz'));
  expect(() => localPackages(root, project)).toThrow(
    /no tarball of @metamorphosis\/nest\. npm run packages:pack/,
  );
});

test('a new project has the libraries of others in the versions of this workspace', () => {
  const read = (path: string) =>
    JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, Record<string, string>>;
  const nest = read('libs/nest/package.json')['dependencies'];
  const workspace = read('package.json');
  const known = { ...workspace['devDependencies'], ...nest };
  for (const [name, version] of Object.entries(VERSIONS)) expect(version, name).toBe(known[name]);
  expect(workspace['overrides']).toMatchObject(OVERRIDES);
});
