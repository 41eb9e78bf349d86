import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { errors } from '@metamorphosis/contract';

/** Runs `npm install` in a project. Throws CONFIGURATION_INVALID with what to do when it fails; npm has said why. */
export async function installPackages(folder: string): Promise<void> {
  const child = spawn('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // On Windows npm is a script, which only a shell runs.
    shell: process.platform === 'win32',
  });
  const [code] = (await once(child, 'exit').catch((error: unknown) => [String(error)])) as [
    number | string | null,
  ];
  if (code === 0) return;
  throw errors.CONFIGURATION_INVALID([
    `npm install failed in ${folder} (${String(code)}). The project is written: mend what npm says, then run npm install there.`,
  ]);
}
