import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Where process numbers of this process mean the same: the host and, on Linux, its process
 * namespace (containers that share a volume do not share process numbers).
 */
export function processNamespace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** False when the process has certainly ended. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
