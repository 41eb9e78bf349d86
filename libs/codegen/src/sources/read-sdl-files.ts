import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SdlFile } from './sdl-file.js';

/** Reads every `*.graphql` of a folder, in the order of their names. */
export async function readSdlFiles(folder: string, cwd: string): Promise<readonly SdlFile[]> {
  const names = (await readdir(join(cwd, folder))).filter((name) => name.endsWith('.graphql'));
  return Promise.all(
    names.sort().map(async (name) => {
      const path = `${folder}/${name}`;
      return { path, text: await readFile(join(cwd, path), 'utf8') };
    }),
  );
}
