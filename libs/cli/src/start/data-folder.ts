import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errors } from '@metamorphosis/contract';

/** What the platform puts into its data folder; nothing else is ever deleted there. */
const OWN = /^(secret|.+\.sqlite(-wal|-shm)?)$/;
const RUNNING = 'running.pid';

/**
 * Takes the data folder for one `gregor start` at a time. Throws CONFIGURATION_INVALID while another
 * one runs on it. The answer gives it back.
 */
export function takeDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, RUNNING);
  const other = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (other > 0 && other !== process.pid && isGregor(other)) {
    throw errors.CONFIGURATION_INVALID([
      `The platform runs already on ${resolve(folder)} (process ${other}). Stop it first, or give this one a folder of its own: METAMORPHOSIS_DATA=<folder>`,
    ]);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** Deletes the platform's data, and nothing that is not the platform's. */
export function emptyDataFolder(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (OWN.test(name)) rmSync(join(folder, name), { force: true });
  }
}

/** A process id is given to another program after a restart of the machine: ask what runs under it. */
function isGregor(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('gregor');
  } catch {
    return true;
  }
}
