import { randomUUID } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stub } from './generated-file.js';
import { filesBelow, readIfThere } from './write-files.js';

/**
 * Writes the stubs whose place is free, and answers their paths. A file that exists is never
 * touched, and no stub is written for a class that the author keeps elsewhere.
 */
export async function writeStubs(root: string, stubs: readonly Stub[]): Promise<readonly string[]> {
  const needed = await neededStubs(root, stubs);
  for (const { path, text } of needed) await writeOnce(join(root, path), text);
  return needed.map(({ path }) => path);
}

/** The stubs that would be written. */
export async function neededStubs(root: string, stubs: readonly Stub[]): Promise<readonly Stub[]> {
  const services = [...new Set(stubs.map(({ service }) => service))];
  const sources = new Map(
    await Promise.all(
      services.map(async (service) => [service, await authorsCode(root, service)] as const),
    ),
  );
  const free = await Promise.all(
    stubs.map(async (stub) => (await readIfThere(join(root, stub.path))) === undefined),
  );
  return stubs.filter((stub, index) => {
    const { when, unless } = stub;
    const code = sources.get(stub.service) ?? '';
    if (when?.test(code) === false || unless?.test(code) === true) return false;
    return free[index] === true;
  });
}

/** What the author of a service wrote, specs left out, as one text. `root` is the folder of all services. */
export async function authorsCode(root: string, service: string): Promise<string> {
  const folder = join(root, service, 'src');
  const names = (await filesBelow(folder)).filter(
    (name) => /(?<!\.spec)\.ts$/.test(name) && !name.startsWith('generated/'),
  );
  const texts = await Promise.all(names.map((name) => readIfThere(join(folder, name))));
  return texts.join('\n');
}

/** Links a finished file into its place, which fails when something has come to stand there. */
async function writeOnce(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.tmp`);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, text);
  try {
    await link(draft, path);
  } finally {
    await rm(draft);
  }
}
