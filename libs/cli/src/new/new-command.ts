import type { Command } from 'commander';
import type { NewOptions } from './make-project.js';

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
    .action(async (dir: string, options: NewOptions) =>
      (await import('./make-project.js')).makeProject(dir, options),
    );
}
