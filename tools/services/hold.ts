import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { reachableHome } from './local/postgres.ts';
import { freePorts } from './ports.ts';
import { serviceNames, type Provision } from './service.ts';
import { startServices } from './start-services.ts';
import { stopServices } from './stop-services.ts';

/**
 * Starts services of its own (free ports, data in a temporary folder), writes what it has as one line of JSON, and keeps
 * them until standard input closes. The pipe closes even when the other end is killed outright: nothing is left behind.
 */
export async function hold(): Promise<void> {
  const released = new Promise<void>((resolve) => {
    process.stdin.once('close', resolve).once('end', resolve).resume();
  });
  // A terminal sends its signals to the whole group; who holds the pipe decides when the services end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);

  const ports = await freePorts();
  const dataDir = mkdtempSync(join(tmpdir(), 'metamorphosis-services-'));
  const project = basename(dataDir).toLowerCase();
  const report = (line: string): void => console.error(line);
  const provided = new Map<string, Provision>();
  try {
    const provisions = await startServices({
      names: serviceNames,
      ports,
      dataDir,
      project,
      environment: process.env,
      report,
      provided: (provision) => provided.set(provision.name, provision),
    });
    console.log(JSON.stringify(provisions));
    await released;
  } finally {
    await stopServices({
      provisions: [...provided.values()],
      ports,
      project,
      report: () => undefined,
      dropData: true,
    });
    rmSync(reachableHome(join(dataDir, 'postgres')), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
}
