import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ORDER, orderOf, PLACE } from '../platform/documents.js';
import { ask } from '../platform/graphql-client.js';
import { until } from '../platform/until.js';

const ROOT = join(import.meta.dirname, '../..');

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

const folders: string[] = [];
const running: Started[] = [];
afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    if (child.exitCode === null) child.kill('SIGTERM');
    await exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-start-'));
  folders.push(folder);
  return folder;
}

/** What `npm start` runs, as a person would run it in a terminal: no supervisor above it. */
function start(env: NodeJS.ProcessEnv, ...args: string[]): Started {
  const inherited = { ...process.env };
  for (const name of ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL']) delete inherited[name];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'apps/gregor/bin/gregor.js'), 'start', ...args],
    {
      cwd: ROOT,
      env: { ...inherited, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => (text += part));
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const started = { child, output: () => text, exited };
  running.push(started);
  return started;
}

async function endpointOf({ output }: Started): Promise<string> {
  const panel = await until(
    'the panel is shown',
    () => Promise.resolve(output()),
    (text) => text.includes('Ctrl-C stops everything'),
    90_000,
  );
  return /http:\S+\/graphql/.exec(panel)?.[0] ?? '';
}

test('one command runs everything; data survives a restart, and --fresh empties it', async () => {
  const METAMORPHOSIS_DATA = dataFolder();
  const first = start({ METAMORPHOSIS_DATA });
  const url = await endpointOf(first);
  const placed = await ask(url, PLACE, { input: orderOf('ada') });
  const id = placed.data.placeOrder.id as string;
  expect((await fetch(new URL('/', url))).headers.get('content-type')).toContain('text/html');

  // Only one on the same data: the second says which process holds it.
  const second = start({ METAMORPHOSIS_DATA });
  expect(await second.exited).toBe(1);
  expect(second.output()).toContain(`process ${first.child.pid}`);

  first.child.kill('SIGINT');
  expect(await first.exited).toBe(0);
  expect(first.output()).toContain('stopped');
  expect(existsSync(join(METAMORPHOSIS_DATA, 'running.pid'))).toBe(false);

  const again = start({ METAMORPHOSIS_DATA });
  const { order } = (await ask(await endpointOf(again), ORDER, { id })).data;
  expect(order).toMatchObject({ customer: { name: 'Ada Lovelace' } });
  again.child.kill('SIGTERM');
  expect(await again.exited).toBe(0);

  const fresh = start({ METAMORPHOSIS_DATA }, '--fresh');
  expect((await ask(await endpointOf(fresh), ORDER, { id })).data.order).toBeNull();
});

test('a port in use is said in one sentence, before anything is started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const refused = start({ PORT: String(port), METAMORPHOSIS_DATA: dataFolder() });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain(`Port ${port} on 127.0.0.1 is in use`);
  expect(refused.output()).not.toContain('    at ');
  server.close();
});

test('wrong settings are listed all at once, without a stack', async () => {
  const refused = start({ PORT: 'many', REDIS_URL: 'nonsense', METAMORPHOSIS_DATA: dataFolder() });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain('PORT="many": must be a whole number');
  expect(refused.output()).toContain(
    'REDIS_URL=(not shown): must be a URL that begins with redis://',
  );
  expect(refused.output()).not.toContain('    at ');
});
