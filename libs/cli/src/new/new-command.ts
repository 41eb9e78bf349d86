import { basename, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Command } from 'commander';
import { packageVersion } from '../workspace/package-version.js';
import { installPackages } from './install-packages.js';
import { localPackages } from './local-packages.js';
import type { PackageSource } from './project-manifest.js';
import { projectNames } from './project-names.js';

interface NewOptions {
  readonly service: string;
  readonly packages?: string;
  readonly install: boolean;
}

/** Adds `gregor new`. */
export function addNewCommand(program: Command): void {
  program
    .command('new')
    .description('make a project of its own, with one service that runs and is tested')
    .argument('<dir>', 'a folder that is empty or not there yet')
    .option('--service <name>', 'how the first service is called', 'reviews')
    .option('--packages <folder>', 'take the @metamorphosis packages from tarballs in this folder')
    .option('--no-install', 'write the files only')
    .addHelpText(
      'after',
      `
Examples:
  gregor new shop
  gregor new shop --service orders --no-install

Exit codes: 0 made, 1 refused or npm install failed.`,
    )
    .action((dir: string, options: NewOptions) => makeProject(dir, options));
}

async function makeProject(dir: string, options: NewOptions): Promise<void> {
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
