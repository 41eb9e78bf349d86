import { basename, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import { packageVersion } from '../workspace/package-version.js';
import { installPackages } from './install-packages.js';
import { localPackages } from './local-packages.js';
import type { PackageSource } from './project-manifest.js';
import { projectNames } from './project-names.js';

/** The options of `gregor new`. */
export interface NewOptions {
  readonly service: string;
  readonly packages?: string;
  readonly install: boolean;
}

/** Writes a project and installs what it needs. Rejects with CONFIGURATION_INVALID. */
export async function makeProject(dir: string, options: NewOptions): Promise<void> {
  const folder = resolve(dir);
  const names = projectNames(basename(folder), options.service);
  const source: PackageSource =
    options.packages === undefined
      ? { kind: 'registry', version: packageVersion() }
      : localPackages(options.packages, folder);
  // Loaded late: codegen is much, and most commands do without it.
  const { createProject } = await import('./create-project.js');
  const { written, generated } = await createProject(folder, names, source);
  done(`${written} files written`);
  done(`${generated} files generated from schema/${names.service}.graphql`);
  if (options.install) {
    const began = Date.now();
    process.stdout.write('  installing packages (npm install) ...\n');
    await installPackages(folder);
    done(`packages installed ${styleText('dim', `${((Date.now() - began) / 1000).toFixed(0)} s`)}`);
  }
  const path = relative(process.cwd(), folder);
  const steps = [
    ...(path === '' ? [] : [`cd ${path}`]),
    ...(options.install ? [] : ['npm install']),
    'npm test',
    'npm start',
  ];
  process.stdout.write(
    `\n  ${styleText('bold', 'Next')}\n${steps.map((step) => `    ${step}\n`).join('')}\n  README.md says what is where.\n`,
  );
}

function done(text: string): void {
  process.stdout.write(`  ${styleText('green', '✔')} ${text}\n`);
}
