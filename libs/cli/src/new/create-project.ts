import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generate, renderDiagnostics, writeFiles, writeStubs } from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';
import { projectManifest, type PackageSource } from './project-manifest.js';
import type { ProjectNames } from './project-names.js';
import { templateFiles } from './template-files.js';

/** How many files were written. */
export interface Created {
  /** The author's from now on. */
  readonly written: number;
  /** Codegen's, and its stubs. */
  readonly generated: number;
}

/**
 * Writes a project with one service, complete but for its node_modules, into a folder that is empty or
 * not there. Throws CONFIGURATION_INVALID, having written nothing.
 */
export async function createProject(
  folder: string,
  names: ProjectNames,
  source: PackageSource,
): Promise<Created> {
  requireEmpty(folder);
  const files = templateFiles(names);
  const schema = files.filter(({ path }) => path.endsWith('.graphql') && path.includes('schema/'));
  const generation = await generate(schema);
  if (!generation.ok) {
    throw errors.CONFIGURATION_INVALID([
      `No service can be called ${names.service}:\n${renderDiagnostics(generation.diagnostics)}`,
    ]);
  }
  const manifest = `${JSON.stringify(projectManifest(names, source), undefined, 2)}\n`;
  const all = [{ path: 'package.json', text: manifest }, ...files];
  for (const { path, text } of all) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const apps = join(folder, 'apps');
  const made = await writeFiles(apps, generation.services, generation.files);
  const stubs = await writeStubs(apps, generation.stubs);
  return { written: all.length, generated: made.written.length + stubs.length };
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  const found = readdirSync(folder);
  if (found.length === 0) return;
  throw errors.CONFIGURATION_INVALID([
    `${folder} is not empty (${found.slice(0, 3).join(', ')}${found.length > 3 ? ', ...' : ''}). Name a folder that is empty or not there yet.`,
  ]);
}
