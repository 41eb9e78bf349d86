import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../workspace/projects.ts';
import { publishedManifest, type Manifest } from './published-manifest.ts';

const NOT_SHIPPED = /\.spec\.|(^|\/)\.tsbuildinfo$/;

/**
 * Makes of a library the folder that is packed and published: its published manifest, the licence and
 * the files that its manifest lists. Of `dist` only what a source stands behind: a build leaves what it
 * once made of sources that are gone. Answers the folder.
 */
export function stage(library: string, into: string): string {
  const from = join(root, library);
  const text = readFileSync(join(from, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as Manifest & { readonly files: readonly string[] };
  const to = join(into, manifest.name.replace('@metamorphosis/', ''));
  mkdirSync(to, { recursive: true });
  for (const file of filesOf(from, manifest.files)) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  const published = publishedManifest(manifest);
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  return to;
}

function filesOf(from: string, listed: readonly string[]): readonly string[] {
  const wanted = listed.filter((pattern) => !pattern.startsWith('!'));
  const left = listed.filter((pattern) => pattern.startsWith('!')).map((p) => p.slice(1));
  const leftOut = new Set(
    left.flatMap((pattern) => globSync([pattern, `${pattern}/**`], { cwd: from })),
  );
  return wanted
    .flatMap((pattern) => globSync([pattern, `${pattern}/**`], { cwd: from, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(from.length + 1))
    .filter((file) => !leftOut.has(file) && !NOT_SHIPPED.test(file))
    .filter((file) => !file.startsWith('dist/') || hasSource(from, file));
}

function hasSource(from: string, built: string): boolean {
  const source = built.replace(/^dist\//, 'src/').replace(/(\.d\.ts|\.js)(\.map)?$/, '');
  return existsSync(join(from, `${source}.ts`)) || existsSync(join(from, `${source}.tsx`));
}
