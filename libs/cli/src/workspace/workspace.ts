import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errors } from '@metamorphosis/contract';

/** A project: its folder and the services that its SDL names. */
export interface Workspace {
  readonly root: string;
  readonly services: readonly string[];
}

/** Finds the project that `from` lies in: the nearest folder upwards with `schema/`. Throws CONFIGURATION_INVALID. */
export function findWorkspace(from: string): Workspace {
  for (let folder = from; ; folder = dirname(folder)) {
    const schema = join(folder, 'schema');
    if (existsSync(schema)) {
      const services = readdirSync(schema)
        .filter((file) => file.endsWith('.graphql'))
        .map((file) => file.slice(0, -'.graphql'.length))
        .sort();
      if (services.length > 0) return { root: folder, services };
    }
    if (dirname(folder) === folder) break;
  }
  throw errors.CONFIGURATION_INVALID([
    `No project here: neither ${from} nor a folder above it has a schema/ with <service>.graphql files.`,
  ]);
}

/** The built module of an app. Throws CONFIGURATION_INVALID when it was not built. */
export function builtModule({ root }: Workspace, app: string, entry: 'main' | 'worker'): string {
  const module = join(root, 'apps', app, 'dist', `${entry}.js`);
  if (!existsSync(module)) {
    throw errors.CONFIGURATION_INVALID([
      `${module} does not exist. Build the project first: npm run build`,
    ]);
  }
  return module;
}

/** Picks services by name; all when none are named. Throws CONFIGURATION_INVALID for an unknown one. */
export function pickServices(
  workspace: Workspace,
  wanted: readonly string[] | undefined,
): readonly string[] {
  if (!wanted) return workspace.services;
  const unknown = wanted.filter((name) => !workspace.services.includes(name));
  if (unknown.length > 0) {
    throw errors.CONFIGURATION_INVALID([
      `No service named ${unknown.join(', ')}. schema/ has: ${workspace.services.join(', ')}.`,
    ]);
  }
  return wanted;
}

/** What to try first: the text of `try.graphql` beside `schema/`; undefined when a project has none. */
export function exampleOf({ root }: Workspace): string | undefined {
  const file = join(root, 'try.graphql');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : undefined;
}
