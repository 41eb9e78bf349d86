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
  const staged = await stageAll(root, changed);
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

interface Staged {
  readonly from: string;
  readonly to: string;
}

/** Writes everything beside its place, so that nothing takes its place when something cannot be written. */
async function stageAll(root: string, files: readonly GeneratedFile[]): Promise<readonly Staged[]> {
  const staged = files.map(({ path, text }) => {
    const to = join(root, path);
    return { text, to, from: join(dirname(to), `.${randomUUID()}.tmp`) };
  });
  const results = await Promise.allSettled(
    staged.map(async ({ text, to, from }) => {
      await mkdir(dirname(to), { recursive: true });
      await writeFile(from, text);
    }),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return staged;
  const done = staged.filter((_, index) => results[index]?.status === 'fulfilled');
  await Promise.all(done.map(({ from }) => rm(from, { force: true })));
  throw failed.reason;
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
