import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, hasCommand } from '../packages.ts';
import { probes, untilReady } from '../probe.ts';
import { launch } from '../process.ts';
import { services } from '../service.ts';
import type { LocalStart } from './local-start.ts';

/** Starts redis-server with nothing kept on disk: the board holds copies, and a lost one must be rebuilt from the log. */
export async function startRedis({ port, dataDir, report, started }: LocalStart): Promise<void> {
  await ensureInstalled('redis-server', () => hasCommand('redis-server'), 'redis-server', report);
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(dataDir, 'redis.log');
  const process = await launch({
    command: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    cwd: dataDir,
    logFile,
  });
  const url = services.redis.url(port);
  started({ name: 'redis', from: 'process', url, port, process, logFile });
  await untilReady('redis-server', () => probes.redis(url), {
    deadlineMs: 20_000,
    process,
    logFile,
  });
}
