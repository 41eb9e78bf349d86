import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as graphql from 'graphql';
import { describe, expect, it } from 'vitest';
import { projects, readJson, references, root } from './projects.ts';

describe('graphql', () => {
  it('is installed exactly once', () => {
    const { packages } = readJson<{ packages: Record<string, { version: string }> }>(
      'package-lock.json',
    );
    const copies = Object.keys(packages).filter((path) =>
      /(^|\/)node_modules\/graphql$/.test(path),
    );
    expect(copies).toEqual(['node_modules/graphql']);
    expect(packages['node_modules/graphql']?.version).toMatch(/^16\./);
  });

  it('is one and the same module to those who import it and those who require it', () => {
    const required = createRequire(import.meta.url)('graphql') as typeof graphql;
    expect(graphql.GraphQLSchema).toBe(required.GraphQLSchema);
  });
});

describe.each(projects())('$folder', ({ folder, manifest }) => {
  it('bears exactly one layer and one scope', () => {
    const tags = manifest.nx?.tags ?? [];
    expect(tags.filter((tag) => /^layer:([1-5]|app)$/.test(tag))).toHaveLength(1);
    expect(tags.filter((tag) => /^scope:[a-z-]+$/.test(tag))).toHaveLength(1);
    expect(tags).toHaveLength(2);
  });

  it('references for its build what it depends on', () => {
    if (!existsSync(join(root, folder, 'tsconfig.json'))) return; // plain JavaScript, built by nobody
    const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
      .filter((name) => name.startsWith('@metamorphosis/'))
      .map((name) => name.replace('@metamorphosis/', 'libs/'))
      .sort();
    expect(references(folder)).toEqual(dependencies);
  });
});

it('builds every project from the root', () => {
  const built = projects()
    .map(({ folder }) => folder)
    .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
  expect(references('.')).toEqual(built);
});

const specs = globSync('{libs,apps,tools,e2e,bench}/**/*.{spec,test}.ts', {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist)$/.test(path),
});

it('runs every spec: each is named after what it needs', () => {
  // A fixture that specs share is named like them, so that the build leaves it out. The long fault set has a
  // configuration of its own, which names its files.
  const known =
    /\.(unit|int|fixture)\.spec\.ts$|^e2e\/.*\.e2e\.spec\.ts$|^e2e\/faults\/(all-faults|mutations)\.spec\.ts$/;
  expect(specs.length).toBeGreaterThan(0);
  expect(specs.filter((path) => !known.test(path))).toEqual([]);
});

it('keeps tests out of fixtures, where nothing would run them', () => {
  const fixtures = specs.filter((path) => path.endsWith('.fixture.spec.ts'));
  const withTests = /^\s*(it|test|describe)(\.\w+)*\(/m;
  expect(fixtures.filter((path) => withTests.test(readFileSync(join(root, path), 'utf8')))).toEqual(
    [],
  );
});
