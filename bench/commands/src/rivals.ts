import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const directory = join(import.meta.dirname, '..');

/** Installs what only the rivals need, at the first run. */
export function installRivals(): void {
  if (existsSync(join(directory, 'node_modules/.package-lock.json'))) return;
  console.error('installing what the bench compares with ...');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: directory,
    stdio: ['ignore', 2, 2],
  });
}
