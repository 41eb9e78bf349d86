import { fileURLToPath } from 'node:url';
import { generate, type Generation } from './generate.js';
import { readSdlFiles } from './sources/read-sdl-files.js';

/** What codegen answers when the SDL has no mistakes. */
export type Generated = Extract<Generation, { ok: true }>;

/** Where the golden files and their schema stand. */
export const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));

/** What codegen makes of the schemas of a folder that has `schema/`. */
export async function generateFrom(folder: string): Promise<Generated> {
  const result = await generate(await readSdlFiles('schema', folder));
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, undefined, 2));
  return result;
}
