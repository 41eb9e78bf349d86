import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { runCodegen } from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { modelsOf, type Project } from './project.js';

/** What is to be written into a project. Paths are relative to its root. */
export interface Change {
  /** Files that are written anew or as a whole; for those of the SDL, what is generated follows. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Files among them that must not be there yet. */
  readonly fresh: readonly string[];
}

/** What was done. Paths are relative to the root of the project. */
export interface Done {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  /** How many files codegen wrote. */
  readonly generated: number;
}

/**
 * Writes a change and runs codegen, or does neither: throws CONFIGURATION_INVALID when the SDL would be
 * wrong with it, or a file is there already.
 */
export async function applyChange(project: Project, { files, fresh }: Change): Promise<Done> {
  const { root, schema, apps } = project;
  const taken = fresh.filter((path) => existsSync(join(root, path)));
  if (taken.length > 0) {
    throw errors.CONFIGURATION_INVALID([
      `Nothing was written: ${taken.join(', ')} exists already.`,
    ]);
  }
  const texts = new Map(project.files.map(({ path, text }) => [path, text]));
  for (const { path, text } of files) {
    if (dirname(path) === join(schema)) texts.set(path, text);
  }
  modelsOf(
    [...texts].map(([path, text]) => ({ path, text })).sort((a, b) => (a.path < b.path ? -1 : 1)),
  );

  const before = new Set(
    files.map(({ path }) => path).filter((path) => existsSync(join(root, path))),
  );
  for (const { path, text } of files) replace(join(root, path), text);
  const run = await runCodegen({ cwd: root, schema, out: resolve(root, apps) });
  const stubs = run.stubs.map((path) => join(apps, path));
  return {
    made: [...files.map(({ path }) => path).filter((path) => !before.has(path)), ...stubs],
    changed: [...before],
    generated: run.written.length,
  };
}

function replace(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(dirname(path), `.${process.pid}.tmp`);
  writeFileSync(draft, text);
  renameSync(draft, path);
}
