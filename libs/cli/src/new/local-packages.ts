import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { errors } from '@metamorphosis/contract';
import { NEEDED, type PackageSource } from './project-manifest.js';

const TARBALL = /^metamorphosis-([a-z-]+)-\d.*\.tgz$/;

/**
 * Packages as files of a folder, for a project that cannot have them from a registry. Throws
 * CONFIGURATION_INVALID when one that a project needs is not there.
 */
export function localPackages(folder: string, project: string): PackageSource {
  const from = resolve(folder);
  const files = existsSync(from) ? readdirSync(from) : [];
  const specs = new Map<string, string>(
    files.flatMap((file) => {
      const name = TARBALL.exec(file)?.[1];
      const path = relative(project, join(from, file));
      return name === undefined ? [] : [[`@metamorphosis/${name}`, `file:${path}`] as const];
    }),
  );
  const missing = NEEDED.filter((name) => !specs.has(name));
  if (missing.length > 0) {
    throw errors.CONFIGURATION_INVALID([
      `--packages ${folder}: has no tarball of ${missing.join(', ')}. npm run packages:pack -- <folder> makes them all.`,
    ]);
  }
  return { kind: 'files', specs };
}
