import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import ts from 'typescript';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchSolution, type Build } from './watch-solution.js';

// The compiler reads its own library first.
vi.setConfig({ testTimeout: 90_000 });

/** Two apps of one library, as a project lies on disk. */
function solution() {
  const root = mkdtempSync(join(tmpdir(), 'gregor-solution-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const options = {
    composite: true,
    strict: true,
    types: [],
    lib: ['es2024'],
    module: 'nodenext',
    target: 'es2024',
  };
  const project = (path: string, ...references: readonly string[]): void =>
    write(
      `${path}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: { ...options, rootDir: 'src', outDir: 'dist' },
        include: ['src'],
        references: references.map((each) => ({ path: each })),
      }),
    );
  write('package.json', '{ "type": "module" }');
  const list = (...paths: readonly string[]): void => {
    const references = paths.map((path) => ({ path }));
    write('tsconfig.json', JSON.stringify({ files: [], references }));
  };
  list('lib', 'apps/one', 'apps/two');
  project('lib');
  project('apps/one', '../../lib');
  project('apps/two');
  write('lib/src/index.ts', 'export const answer: number = 1;\n');
  write(
    'apps/one/src/main.ts',
    "import { answer } from '../../../lib/src/index.js';\nexport const doubled: number = answer * 2;\n",
  );
  write('apps/two/src/main.ts', 'export const alone = true;\n');
  const built = (path: string): string => readFileSync(join(root, path), 'utf8');
  return { root, write, built, list, project, at: (path: string) => join(root, path) };
}

function watched(root: string) {
  const builds: Build[] = [];
  let wake = (): void => undefined;
  const started = watchSolution(ts, {
    root,
    colours: false,
    onChange: () => undefined,
    onBuild: (build) => {
      builds.push(build);
      wake();
    },
  });
  onTestFinished(() => started.close());
  const next = async (): Promise<Build> => {
    for (;;) {
      const build = builds.shift();
      if (build) return build;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  // One change may be built in two steps: a watcher sees a file when it is emptied, too, before it is filled again.
  const until = async (holds: (build: Build) => boolean): Promise<Build> => {
    const changed = new Set<string>();
    for (;;) {
      const build = await next();
      for (const folder of build.changed) changed.add(folder);
      if (holds(build)) return { ...build, changed: [...changed].sort() };
    }
  };
  return { ...started, until };
}

test('a change names what stands on it; what has errors is named, and written, only once it is sound', async () => {
  const { root, write, built, at } = solution();
  const { until, touch } = watched(root);
  await until(({ errors }) => errors === 0);

  write('lib/src/index.ts', 'export const answer: number = 2;\n');
  const { changed } = await until((build) => build.errors === 0 && build.changed.includes(root));
  expect(changed).toEqual([at('apps/one'), at('lib'), root].sort());

  // The library is sound, the app that stands on it is not: what was built of that stays.
  const before = built('apps/one/dist/main.js');
  write('lib/src/index.ts', "export const answer: string = 'three';\n");
  const broken = await until(({ text }) => text.includes('TS2362'));
  expect(broken.errors).toBe(1);
  expect(stripVTControlCharacters(broken.text)).toMatch(/apps\/one\/src\/main\.ts.*2.*TS2362/s);
  expect(broken.changed).toEqual([at('lib')]);
  expect(built('apps/one/dist/main.js')).toBe(before);

  // What is not concerned goes on meanwhile; the error is told again.
  write('apps/two/src/main.ts', 'export const alone = false;\n');
  const beside = await until((build) => build.changed.length > 0);
  expect(beside).toMatchObject({ errors: 1, changed: [at('apps/two')] });

  write(
    'apps/one/src/main.ts',
    "import { answer } from '../../../lib/src/index.js';\nexport const doubled: string = answer + answer;\n",
  );
  const mended = await until(({ errors }) => errors === 0);
  expect(mended.text).toBe('');
  expect(mended.changed).toContain(at('apps/one'));

  // What is no code is named when it is said; types alone are no change of code.
  touch([at('apps/two')], false);
  await until((build) => build.changed.includes(at('apps/two')));
  write('apps/two/src/main.ts', 'export const alone: boolean = false;\n');
  write('lib/src/index.ts', 'export const answer: number = 4;\n');
  const last = await until((build) => build.changed.includes(at('lib')));
  expect(last.changed).not.toContain(at('apps/two'));
});

test('a project that is added to the solution is built and named; one that is taken out is forgotten with its errors', async () => {
  const { root, write, built, at, list, project } = solution();
  const { until } = watched(root);
  await until(({ errors }) => errors === 0);

  project('apps/three');
  write('apps/three/src/main.ts', 'export const third = 3;\n');
  list('lib', 'apps/one', 'apps/two', 'apps/three');
  const { changed } = await until((build) => build.changed.includes(at('apps/three')));
  expect(changed).toContain(at('apps/three'));
  expect(built('apps/three/dist/main.js')).toContain('third = 3');
  // From now on it is watched as the others are.
  write('apps/three/src/main.ts', 'export const third: string = 3;\n');
  await until(({ errors }) => errors === 1);
  list('lib', 'apps/one', 'apps/two');
  rmSync(at('apps/three'), { recursive: true });
  await until(({ errors }) => errors === 0);
  write('apps/two/src/main.ts', 'export const alone = 2;\n');
  await until((build) => build.errors === 0 && build.changed.includes(at('apps/two')));
});
