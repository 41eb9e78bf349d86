import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './run.ts';
import type { Report } from './service.ts';

let queue: Promise<void> = Promise.resolve();

/** Whether the program is on the PATH. */
export function hasCommand(command: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', command]).status === 0;
}

/**
 * Makes sure that a program is there: installs its Debian package when it is missing, where that is possible (root, apt-get).
 *
 * @throws Error that says what to install
 */
export async function ensureInstalled(
  title: string,
  isInstalled: () => boolean,
  debianPackage: string,
  report: Report,
): Promise<void> {
  if (isInstalled()) return;
  if (process.getuid?.() !== 0 || !hasCommand('apt-get')) {
    throw new Error(
      `${title} is not installed (Debian and Ubuntu: apt-get install ${debianPackage}).`,
    );
  }
  // dpkg's lock is held by one at a time; the services start side by side.
  const turn = queue.then(async () => {
    if (isInstalled()) return;
    report(`installing the Debian package ${debianPackage}`);
    await withoutServiceStart(async () => {
      await aptGet('update');
      await aptGet('install', '--yes', '--no-install-recommends', debianPackage);
    });
  });
  queue = turn.catch(() => undefined);
  await turn;
  if (!isInstalled())
    throw new Error(`${title} is still missing after apt-get install ${debianPackage}.`);
}

function aptGet(...args: string[]): Promise<string> {
  return run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=180', ...args], {
    timeoutMs: 600_000,
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Debian starts a server when its package is installed. Ours are started by us, on our ports: tell it not to. */
async function withoutServiceStart(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(policy, { force: true });
  }
}
