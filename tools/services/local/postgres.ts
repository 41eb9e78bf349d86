import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { ensureInstalled } from '../packages.ts';
import { probes, untilReady } from '../probe.ts';
import { launch } from '../process.ts';
import { run } from '../run.ts';
import { services } from '../service.ts';
import type { LocalStart } from './local-start.ts';

type User = { readonly uid: number; readonly gid: number } | undefined;

const debianVersions = '/usr/lib/postgresql';

/** Starts PostgreSQL, with data that survives a stop; durable settings (fsync) as in production. */
export async function startPostgres({ port, dataDir, report, started }: LocalStart): Promise<void> {
  await ensureInstalled('PostgreSQL', () => binaries() !== undefined, 'postgresql', report);
  const bin = binaries() ?? '';
  const user = serverUser();
  const home = reachableHome(dataDir, user);
  const cluster = join(home, 'data');
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(bin, home, user);
  const logFile = join(home, 'postgres.log');
  const process = await launch({
    command: join(bin, 'postgres'),
    // No Unix socket: its usual folder belongs to the system's own server.
    args: [
      ...['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
    ],
    cwd: home,
    logFile,
    user,
  });
  const url = services.postgres.url(port);
  started({ name: 'postgres', from: 'process', url, port, process, logFile });
  const admin = new URL(url);
  admin.pathname = '/postgres';
  await untilReady('PostgreSQL', () => probes.postgres(admin.href), {
    deadlineMs: 30_000,
    process,
    logFile,
  });
  await ensureDatabase(admin.href, new URL(url).pathname.slice(1));
}

/** Where a local PostgreSQL keeps its files: elsewhere than asked for when its user cannot enter that folder. */
export function reachableHome(dataDir: string, user: User = serverUser()): string {
  mkdirSync(dataDir, { recursive: true });
  if (!user) return dataDir;
  const canEnter = spawnSync('test', ['-x', dataDir], user).status === 0;
  const home = canEnter
    ? dataDir
    : `/var/tmp/metamorphosis-postgres-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  mkdirSync(home, { recursive: true });
  chownSync(home, user.uid, user.gid);
  return home;
}

/** PostgreSQL refuses to run as root. */
function serverUser(): User {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

/** Debian keeps the server's programs off the PATH, one folder per version. */
function binaries(): string | undefined {
  const newest = existsSync(debianVersions)
    ? readdirSync(debianVersions).sort((a, b) => Number(b) - Number(a))
    : [];
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  return [
    ...newest.map((version) => join(debianVersions, version, 'bin')),
    ...(configured.status === 0 ? [configured.stdout.trim()] : []),
  ].find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

async function initialise(bin: string, home: string, user: User): Promise<void> {
  const { username, password } = new URL(services.postgres.url(0));
  const passwordFile = join(home, 'password');
  rmSync(join(home, 'data'), { recursive: true, force: true }); // an initdb that was cut short
  writeFileSync(passwordFile, password);
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    await run(
      join(bin, 'initdb'),
      [
        ...['-D', join(home, 'data'), '-U', username, '--pwfile', passwordFile],
        ...['-A', 'scram-sha-256', '-E', 'UTF8', '--no-locale'],
      ],
      { timeoutMs: 60_000, cwd: home, user },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    }
  } finally {
    await client.end();
  }
}
