import { spawnSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';
import { ensureInstalled } from '../services/packages.ts';

/** Names under which a Chromium may be on the PATH. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of an installed Chromium; CHROMIUM names one. */
function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of NAMES) {
    const found = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return undefined;
}

/**
 * Opens a headless Chromium; its Debian package is installed first where it is missing and that is possible.
 *
 * @throws Error that says what to install
 */
export async function openBrowser(): Promise<Browser> {
  const report = (line: string): void => console.error(line);
  await ensureInstalled('Chromium', () => findChromium() !== undefined, 'chromium', report);
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('Chromium is not installed.');
  return chromium.launch({
    executablePath,
    // Chromium refuses its sandbox to root, and containers have a small /dev/shm.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}
