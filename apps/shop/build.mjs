// Builds the page into dist/site, unless it was built from just what is there now: `npm start` does not wait for nothing.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const site = join(import.meta.dirname, 'dist/site');
const stamp = join(import.meta.dirname, 'dist/site.sha256');

const inputs = globSync(
  [
    'apps/shop/{src/**/*.{ts,tsx,css},index.html,build.mjs,package.json}',
    'libs/{client,react}/{src/**/*.ts,package.json}',
    'node_modules/{vite,react,react-dom,graphql-ws}/package.json',
  ],
  { cwd: root, exclude: (path) => path.endsWith('.spec.ts') },
).sort();
const hash = createHash('sha256');
for (const path of inputs) hash.update(path).update(readFileSync(join(root, path)));
const wanted = hash.digest('hex');

if (!existsSync(join(site, 'index.html')) || readIfThere(stamp) !== wanted) {
  const { build } = await import('vite');
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    resolve: {
      conditions: ['@metamorphosis/source', 'module', 'browser', 'development|production'],
    },
    build: { outDir: site, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  });
  writeFileSync(stamp, wanted);
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
