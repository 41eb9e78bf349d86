import { resolve } from 'node:path';
import type { Types } from '@graphql-codegen/plugin-helpers';
import { renderDiagnostic } from './diagnostics/render-diagnostics.js';
import { SdlError } from './diagnostics/sdl-error.js';
import { readRecordForms } from './evolution/read-record-forms.js';
import { generate } from './generate.js';
import { runCodegen } from './run/run-codegen.js';
import { readSdlFiles } from './sources/read-sdl-files.js';
import { pendingChanges } from './write/write-files.js';

/** What `presetConfig` in codegen.yml may say. */
export interface PresetConfig {
  /**
   * The folder of the services' SDL. It is read here and not by graphql-codegen, which would merge
   * the files and lose who declared what, and where.
   * @default 'schema'
   */
  readonly schema?: string;
  /**
   * Whether to write stubs for what the author has not written yet.
   * @default true
   */
  readonly stubs?: boolean;
}

/**
 * The preset of graphql-codegen: `generates: { apps/: { preset: '@metamorphosis/codegen' } }`.
 * It writes its files itself, all or none, and removes those that are not generated any more.
 * Throws an `SdlError` that shows every mistake in the SDL; nothing is written then.
 */
export const preset: Types.OutputPreset<PresetConfig> = {
  buildGeneratesSection: async ({ baseOutputDir, presetConfig }) => {
    const cwd = process.cwd();
    const schema = presetConfig.schema ?? 'schema';
    if (process.argv.includes('--check')) {
      await refuseStaleFiles(schema, cwd, resolve(cwd, baseOutputDir));
      return [];
    }
    const stubs = presetConfig.stubs ?? true;
    const run = await runCodegen({ cwd, schema, out: baseOutputDir, stubs });
    if (!run.ok) throw new SdlError(run.diagnostics);
    for (const warning of run.diagnostics) console.warn(renderDiagnostic(warning));
    return [];
  },
};

async function refuseStaleFiles(schema: string, cwd: string, root: string): Promise<void> {
  const forms = await readRecordForms(schema, cwd);
  const result = await generate(await readSdlFiles(schema, cwd), undefined, forms);
  if (!result.ok) throw new SdlError(result.diagnostics);
  const { written, removed } = await pendingChanges(root, result.services, result.files);
  const stale = [...written, ...removed];
  if (stale.length > 0) {
    throw new Error(`Generated files are stale, run codegen: ${stale.join(', ')}`);
  }
}
