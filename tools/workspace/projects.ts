import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Project {
  /** Relative to the root: `libs/core`. */
  readonly folder: string;
  readonly manifest: {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly nx?: { readonly tags?: readonly string[] };
  };
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
}

/** The libraries and apps of the workspace. */
export function projects(): Project[] {
  return globSync('{libs,apps}/*/package.json', { cwd: root })
    .sort()
    .map((path) => ({ folder: dirname(path), manifest: readJson(path) }));
}

/** The folders of the projects that this one references for its build. */
export function references(folder: string): string[] {
  const path = `${folder}/tsconfig.json`;
  if (!existsSync(join(root, path))) return [];
  const { references = [] } = readJson<{ references?: { path: string }[] }>(path);
  return references.map((reference) => join(folder, reference.path)).sort();
}
