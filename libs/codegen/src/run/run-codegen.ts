import { resolve } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { readRecordForms } from '../evolution/read-record-forms.js';
import { analyse, renderFiles } from '../generate.js';
import { formatStub, stubDrafts } from '../render/stubs.js';
import { readSdlFiles } from '../sources/read-sdl-files.js';
import { writeFiles } from '../write/write-files.js';
import { neededStubs, writeStubs } from '../write/write-stubs.js';
import { findOrphans } from './find-orphans.js';
import { GenerationCache } from './generation-cache.js';

/** Where a run reads and writes. */
export interface CodegenOptions {
  /** What positions in diagnostics are relative to. */
  readonly cwd: string;
  /** The folder of the services' SDL. */
  readonly schema: string;
  /** The folder of all services. */
  readonly out: string;
  /** Only look for mistakes. @default false */
  readonly check?: boolean;
  /** Whether to write stubs for what the author has not written yet. @default true */
  readonly stubs?: boolean;
}

/** What a run found and did. Paths of files are relative to the folder of all services. */
export interface CodegenRun {
  /** How many SDL files were read. */
  readonly files: number;
  readonly services: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** False when there were mistakes: then nothing was written. */
  readonly ok: boolean;
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly stubs: readonly string[];
}

/**
 * Reads the SDL, looks for mistakes, and writes all generated files or none. The same for the preset of
 * graphql-codegen and for `gregor codegen`. Rejects when the folder cannot be read, or files not written.
 */
export async function runCodegen(
  options: CodegenOptions,
  cache = new GenerationCache(),
): Promise<CodegenRun> {
  const { cwd, schema, check = false } = options;
  const out = resolve(cwd, options.out);
  const sdlFiles = await readSdlFiles(schema, cwd);
  const nothing = { files: sdlFiles.length, written: [], removed: [], stubs: [] };
  const analysis = analyse(sdlFiles, cache, await readRecordForms(schema, cwd));
  if (!analysis.ok) {
    return { ...nothing, services: [], diagnostics: analysis.diagnostics, ok: false };
  }
  const models = analysis.services.map(({ model }) => model);
  const services = models.map(({ name }) => name);
  const diagnostics = await findOrphans(models, out, cwd);
  if (check) return { ...nothing, services, diagnostics, ok: true };
  const drafts =
    options.stubs === false ? [] : models.flatMap((model) => stubDrafts(model, models));
  const needed = await neededStubs(out, drafts);
  const stubs = await Promise.all(needed.map((draft) => formatStub(draft, cache.format)));
  const files = await renderFiles(analysis.services, cache);
  cache.endRun();
  const changes = await writeFiles(out, services, files);
  const written = await writeStubs(out, stubs);
  return { ...nothing, ...changes, services, stubs: written, diagnostics, ok: true };
}
