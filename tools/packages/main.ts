import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { staleReports } from './api-report.ts';
import { problemsOf } from './check.ts';
import { libraries } from './libraries.ts';
import { packLibraries } from './pack.ts';

const [command, folder = 'dist/packages'] = process.argv.slice(2);
if (command === 'check') process.exitCode = await check();
else if (command === 'pack') pack(resolve(folder));
else if (command === 'api') {
  for (const path of reports(true)) console.log(`${path} is written.`);
} else {
  console.error('usage: npm run packages:pack -- [folder] | packages:check | packages:api');
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
    const stale = reports(false);
    for (const path of stale) {
      console.log(
        `${path} is stale: what the package offers has changed. npm run packages:api, and read the difference.`,
      );
    }
    return wrong + stale.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reports(write: boolean): readonly string[] {
  return libraries().flatMap(({ folder }) => staleReports(folder, write));
}
