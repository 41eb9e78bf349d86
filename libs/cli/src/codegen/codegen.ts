import { resolve } from 'node:path';
import { runCodegen, watchCodegen, type CodegenOptions } from '@metamorphosis/codegen';
import { EXIT_CODES } from '@metamorphosis/contract';
import { readCodegenConfig } from './codegen-config.js';
import { codegenReport } from './codegen-report.js';
import { explainedFile } from './explained-file.js';

/** The options of `gregor codegen`. */
export interface CodegenCommandOptions {
  readonly schema?: string;
  readonly out?: string;
  readonly check?: true;
  readonly watch?: true;
  readonly stubs: boolean;
  readonly json?: true;
}

/** Runs codegen as the options say, and tells what came of it. Rejects with CONFIGURATION_INVALID. */
export async function codegen(options: CodegenCommandOptions): Promise<void> {
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
    throw explainedFile(error);
  }
}

/** Options are relative to where the command runs, the configuration to its own folder. */
function placesOf({ schema, out, stubs }: CodegenCommandOptions): CodegenOptions {
  const cwd = process.cwd();
  const config = readCodegenConfig(cwd);
  return {
    cwd,
    schema: schema ?? resolve(config.root, config.schema),
    out: out ?? resolve(config.root, config.out),
    stubs: stubs && config.stubs,
  };
}
