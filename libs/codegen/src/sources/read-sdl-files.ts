import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { SdlFile } from './sdl-file.js';

/** Reads every `*.graphql` of a folder, in the order of their names; their paths are told from `cwd`. */
export async function readSdlFiles(folder: string, cwd: string): Promise<readonly SdlFile[]> {
  const from = resolve(cwd, folder);
  const names = (await readdir(from)).filter((name) => name.endsWith('.graphql'));
  return Promise.all(
    names.sort().map(async (name) => {
      const path = join(from, name);
      return { path: relative(cwd, path), text: await readFile(path, 'utf8') };
    }),
  );
}
