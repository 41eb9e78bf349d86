import { resolve } from 'node:path';
import type { Types } from '@graphql-codegen/plugin-helpers';
import { SdlError } from './diagnostics/sdl-error.js';
import { generate } from './generate.js';
import { readSdlFiles } from './sources/read-sdl-files.js';
import { pendingChanges, writeFiles } from './write/write-files.js';
import { writeStubs } from './write/write-stubs.js';

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
    const root = resolve(cwd, baseOutputDir);
    const result = await generate(await readSdlFiles(presetConfig.schema ?? 'schema', cwd));
    if (!result.ok) throw new SdlError(result.diagnostics);
    const { services, files, stubs } = result;
    if (process.argv.includes('--check')) {
      const { written, removed } = await pendingChanges(root, services, files);
      const stale = [...written, ...removed];
      if (stale.length > 0) {
        throw new Error(`Generated files are stale, run codegen: ${stale.join(', ')}`);
      }
      return [];
    }
    await writeFiles(root, services, files);
    if (presetConfig.stubs !== false) await writeStubs(root, stubs);
    return [];
  },
};
