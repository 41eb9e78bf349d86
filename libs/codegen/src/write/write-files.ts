import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './generated-file.js';

/** What a run changed. Paths are relative to the folder of all services. */
export interface Changes {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Brings `<service>/src/generated` of each service to what was generated: writes what differs,
 * removes what is not generated any more. Each file is replaced as a whole or not at all.
 */
export async function writeFiles(
  root: string,
  services: readonly string[],
  files: readonly GeneratedFile[],
): Promise<Changes> {
  const stale = await staleFiles(root, services, files);
  const changed = await differing(root, files);
  // All is on the disk before the first file takes its place.
  const staged = await Promise.all(changed.map((file) => stage(root, file)));
  for (const { from, to } of staged) await rename(from, to);
  for (const path of stale) await rm(join(root, path));
  return { written: changed.map(({ path }) => path), removed: stale };
}

/** What a run would change. */
export async function pendingChanges(
  root: string,
  services: readonly string[],
  files: readonly GeneratedFile[],
): Promise<Changes> {
  const changed = await differing(root, files);
  return {
    written: changed.map(({ path }) => path),
    removed: await staleFiles(root, services, files),
  };
}

async function differing(
  root: string,
  files: readonly GeneratedFile[],
): Promise<readonly GeneratedFile[]> {
  const same = await Promise.all(
    files.map(async ({ path, text }) => (await readIfThere(join(root, path))) === text),
  );
  return files.filter((_, index) => same[index] !== true);
}

async function stage(
  root: string,
  { path, text }: GeneratedFile,
): Promise<{ readonly from: string; readonly to: string }> {
  const to = join(root, path);
  const from = join(dirname(to), `.${randomUUID()}.tmp`);
  await mkdir(dirname(to), { recursive: true });
  await writeFile(from, text);
  return { from, to };
}

async function staleFiles(
  root: string,
  services: readonly string[],
  files: readonly GeneratedFile[],
): Promise<readonly string[]> {
  const wanted = new Set(files.map(({ path }) => path));
  const found = await Promise.all(
    services.map(async (service) => {
      const folder = `${service}/src/generated`;
      return (await filesBelow(join(root, folder))).map((name) => `${folder}/${name}`);
    }),
  );
  return found.flat().filter((path) => !wanted.has(path));
}

/** Files below a folder, relative to it; none when it does not exist. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** The text of a file; undefined when it does not exist. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
