import { resolve } from 'node:path';
import type { Command } from 'commander';
import { runCodegen, watchCodegen, type CodegenOptions } from '@metamorphosis/codegen';
import { errors, EXIT_CODES } from '@metamorphosis/contract';
import { readCodegenConfig } from './codegen-config.js';
import { codegenReport } from './codegen-report.js';

interface Options {
  readonly schema?: string;
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
  readonly stubs: boolean;
  readonly json?: true;
}

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
    .action((options: Options) => codegen(options));
}

async function codegen(options: Options): Promise<void> {
  const { check = false, watch, json = false } = options;
  const where = placesOf(options);
  const say = codegenReport({ check, json });
  try {
    if (watch) {
      const controller = new AbortController();
      const stop = (): void => controller.abort();
      process.once('SIGINT', stop).once('SIGTERM', stop);
      for await (const run of watchCodegen({ ...where, check }, controller.signal)) say(run);
      return;
    }
    const begun = performance.now();
    const run = await runCodegen({ ...where, check });
    say({ ...run, tookMs: performance.now() - begun });
    if (!run.ok) process.exitCode = EXIT_CODES.failed;
  } catch (error) {
    throw explained(error);
  }
}

/** Options are relative to where the command runs, the configuration to its own folder. */
function placesOf({ schema, out, stubs }: Options): CodegenOptions {
  const cwd = process.cwd();
  const config = readCodegenConfig(cwd);
  return {
    cwd,
    schema: schema ?? resolve(config.root, config.schema),
    out: out ?? resolve(config.root, config.out),
    stubs: stubs && config.stubs,
  };
}

/** What the file system refused is a matter of the caller's, to be told without a stack. */
function explained(error: unknown): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  const what =
    code === 'ENOENT' && syscall === 'scandir'
      ? `There is no folder ${path ?? ''}. Name the folder of the SDL: --schema <dir>`
      : (error as Error).message;
  return errors.CONFIGURATION_INVALID([what], { cause: error });
}
