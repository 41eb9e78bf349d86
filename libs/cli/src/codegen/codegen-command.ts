import type { Command } from 'commander';
import type { CodegenCommandOptions } from './codegen.js';

/** Adds `gregor codegen`. */
export function addCodegenCommand(program: Command): void {
  program
    .command('codegen')
    .description('make code of the SDL of all services, or look for mistakes in it')
    .option('--schema <dir>', 'the folder of the SDL (default: as codegen.yml says, or schema)')
    .option('--out <dir>', 'the folder of all services (default: as codegen.yml says, or apps)')
    .option('--check', 'only look for mistakes; write nothing')
    .option('--watch', 'do it again after each change, until Ctrl-C')
    .option('--no-stubs', 'write no stubs for what is not written yet')
    .option('--json', 'print JSON: one line for each run')
    .addHelpText(
      'after',
      `
Nothing is written when there is a mistake in any file. docs/reference/sdl-errors.md shows every kind of mistake.

Examples:
  gregor codegen
  gregor codegen --check
  gregor codegen --schema ../drafts --check
  gregor codegen --watch

Exit codes: 0 no mistakes (warnings count for none), 1 mistakes, or something could not be read or written.`,
    )
    .action(async (options: CodegenCommandOptions) =>
      (await import('./codegen.js')).codegen(options),
    );
}
