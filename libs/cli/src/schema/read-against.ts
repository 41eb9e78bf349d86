import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readSdlFiles, type SdlFile } from '@metamorphosis/codegen';
import { errors } from '@metamorphosis/contract';

const run = promisify(execFile);

/**
 * The SDL of all services as it was: a folder, a single file (the other services stay as they are now), or a
 * commit, branch or tag of git. Rejects with CONFIGURATION_INVALID.
 */
export async function readAgainst(
  against: string,
  root: string,
  schema: string,
  now: readonly SdlFile[],
): Promise<readonly SdlFile[]> {
  const path = resolve(against);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return readSdlFiles(path, process.cwd());
  if (found) {
    const text = await readFile(path, 'utf8');
    const others = now.filter((file) => basename(file.path) !== basename(path));
    return [...others, { path: relative(process.cwd(), path), text }];
  }
  return readFromGit(against, root, schema);
}

async function readFromGit(ref: string, root: string, schema: string): Promise<readonly SdlFile[]> {
  // From the folder of the project, which need not be that of the repository.
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run('git', ['-C', root, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  try {
    const folder = `${schema.replace(/\/+$/, '')}/`;
    const listed = await git('ls-tree', '--name-only', ref, '--', folder);
    const paths = listed.split('\n').filter((line) => line.endsWith('.graphql'));
    return await Promise.all(
      paths.map(async (one) => ({
        path: `${ref}:${one}`,
        text: await git('show', `${ref}:./${one}`),
      })),
    );
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    const why = (stderr ?? message).trim().split('\n')[0] ?? '';
    throw errors.CONFIGURATION_INVALID(
      [`--against ${ref} is no folder, no file and nothing that git knows (${why}).`],
      { cause },
    );
  }
}
