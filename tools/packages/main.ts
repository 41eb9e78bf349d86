import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { problemsOf } from './check.ts';
import { packLibraries } from './pack.ts';

const [command, folder = 'dist/packages'] = process.argv.slice(2);
if (command === 'check') process.exitCode = await check();
else if (command === 'pack') pack(resolve(folder));
else {
  console.error('usage: npm run packages:pack -- [folder] | npm run packages:check');
  process.exitCode = 1;
}

function pack(into: string): void {
  const packed = packLibraries(into);
  for (const { name, size, files } of packed) {
    console.log(`${name.padEnd(28)} ${(size / 1024).toFixed(0).padStart(6)} KiB ${files} files`);
  }
  console.log(`${packed.length} packages in ${into}`);
}

async function check(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-packages-'));
  try {
    const packed = packLibraries(folder);
    let wrong = 0;
    for (const tarball of packed) {
      const problems = await problemsOf(tarball);
      wrong += problems.length;
      for (const problem of problems) console.log(`${tarball.name}: ${problem}`);
    }
    console.log(`${packed.length} packages, ${wrong} problems (publint, attw)`);
    return wrong === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
