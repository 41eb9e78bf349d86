import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ok, trouble, type Finding } from './finding.js';

/** Whether this Node is new enough. */
export function checkNode(version: string = process.versions.node): Finding {
  const about = 'Node';
  if (Number(version.split('.')[0]) >= 24) return ok(about, version);
  return trouble(
    about,
    `${version} is too old`,
    'Install Node 24 or newer; npm i -D node@24 does for npm run.',
  );
}

/** Whether graphql is there once: it refuses values of its twin. */
export function checkGraphql(root: string): Finding {
  const about = 'graphql';
  const apps = globSync('{apps,libs}/*', { cwd: root });
  const found = ['', ...apps].flatMap((folder) => copiesBelow(root, folder)).sort();
  // Packages of a workspace stand in node_modules a second time.
  const places = [...new Map(found.map((path) => [realpathSync(join(root, path)), path])).values()];
  const copies = places.map((path) => {
    const { version } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { version: string };
    return `${version} in ${dirname(path)}`;
  });
  const [first = ''] = copies;
  if (copies.length === 0) {
    return trouble(about, `is not installed in ${root}`, 'Run npm install.');
  }
  if (copies.length > 1) {
    return trouble(
      about,
      `${copies.length} copies: ${copies.join(', ')}`,
      'Write "overrides": { "graphql": "16.15.0" } into package.json and install anew.',
    );
  }
  if (first.startsWith('16.')) return ok(about, `one copy, ${first}`);
  return trouble(about, first, 'Federation needs graphql 16: npm install graphql@16.');
}

/** The manifests of graphql in the packages that a folder holds, however deep they lie in each other. */
function copiesBelow(root: string, folder: string): readonly string[] {
  const modules = join(folder, 'node_modules');
  if (!existsSync(join(root, modules))) return [];
  const own = join(modules, 'graphql/package.json');
  const packages = globSync(`${modules}/{[!@.]*,@*/*}`, { cwd: root });
  return [
    ...(existsSync(join(root, own)) ? [own] : []),
    ...packages.flatMap((path) => copiesBelow(root, path)),
  ];
}
