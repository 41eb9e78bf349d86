import { expect, test } from 'vitest';
import { readJson } from '../workspace/projects.ts';
import { libraries } from './libraries.ts';
import { publishedManifest, type Manifest } from './published-manifest.ts';

test('a published manifest offers what was built and keeps nothing of the workspace', () => {
  const manifest: Manifest = {
    name: '@metamorphosis/some',
    version: '1.2.3',
    exports: {
      '.': {
        '@metamorphosis/source': './src/index.ts',
        types: './dist/index.d.ts',
        default: './dist/index.js',
      },
      './some.json': './some.json',
    },
    dependencies: { zod: '4.0.0' },
    devDependencies: { vitest: '5.0.0' },
    nx: { tags: [] },
  };
  expect(publishedManifest(manifest)).toEqual({
    name: '@metamorphosis/some',
    version: '1.2.3',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './some.json': './some.json',
    },
    dependencies: { zod: '4.0.0' },
    publishConfig: { access: 'public' },
  });
});

test.each(libraries())('$manifest.name can be published', ({ folder, manifest }) => {
  const read = readJson<Manifest & Record<string, unknown>>(`${folder}/package.json`);
  const { version: current } = readJson<{ version: string }>('package.json');
  expect(read).toMatchObject({ type: 'module', license: 'MIT', version: current });
  expect(read).toHaveProperty('description');
  expect(read).not.toHaveProperty('private');
  const own = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
    name.startsWith('@metamorphosis/'),
  );
  // All are released together: one that came with another version would bring a second copy of the rest.
  expect(own.filter(([, wanted]) => wanted !== current)).toEqual([]);
});
