import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
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
  const given = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL', 'AUTH_CODE', 'AUTH_CODE_FILE'];
  for (const name of given) delete inherited[name];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'apps/gregor/bin/gregor.js'), 'start', ...args],
    {
      cwd: ROOT,
      env: { ...inherited, PORT: '0', MANAGER_PORT: '0', SHOP_PORT: '0', ...env },
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
  // The shop stands at an address of its own, knows the gateway, and may read its answers.
  const shop = /Shop +(http:\S+)/.exec(stripVTControlCharacters(first.output()))?.[1] ?? '';
  expect(await (await fetch(shop)).text()).toContain('<title>Stationery shop</title>');
  expect(await (await fetch(new URL('config.json', shop))).json()).toEqual({ url });
  const { origin } = new URL(shop);
  const asked = await fetch(url, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(asked.headers.get('access-control-allow-origin')).toBe(origin);

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

/** The manager's address, and the code that the panel shows. */
function managerOf({ output }: Started): { url: string; made: string | undefined } {
  const lines = stripVTControlCharacters(output());
  return {
    url: /Manager +(http:\S+)/.exec(lines)?.[1] ?? '',
    made: /Auth code +([0-9a-f]{48})/.exec(lines)?.[1],
  };
}

async function nodesSeen(url: string, code: string): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-code': code },
    body: JSON.stringify({ query: '{ nodes { state adoptedVersion } workers { state } }' }),
  });
  return response.json();
}

test('the manager runs as well: a code that was made is shown once, one that was given never', async () => {
  const made = start({ METAMORPHOSIS_DATA: dataFolder() });
  await endpointOf(made);
  const { url, made: code = '' } = managerOf(made);
  expect(made.output().split(code)).toHaveLength(2);
  // Ready means that nodes are there and their workers up.
  expect(await nodesSeen(url, code)).toMatchObject({
    data: {
      nodes: [{ state: 'UP' }],
      workers: [{ state: 'UP' }, { state: 'UP' }, { state: 'UP' }],
    },
  });
  expect(await nodesSeen(url, 'wrong')).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
  made.child.kill('SIGTERM');
  await made.exited;

  const folder = dataFolder();
  const file = join(folder, 'code');
  writeFileSync(file, 'a-code-of-its-operators\n');
  const given = start({ METAMORPHOSIS_DATA: folder, AUTH_CODE_FILE: file });
  await endpointOf(given);
  expect(managerOf(given).made).toBeUndefined();
  expect(await nodesSeen(managerOf(given).url, 'a-code-of-its-operators')).toMatchObject({
    data: { nodes: [{ state: 'UP' }] },
  });
  expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(
    'a-code-of-its-operators',
  );
  given.child.kill('SIGTERM');
  await given.exited;
  expect(given.output()).not.toContain('a-code-of-its-operators');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'code') continue;
    const text = readFileSync(join(entry.parentPath, entry.name));
    expect(text.includes('a-code-of-its-operators'), entry.name).toBe(false);
  }
});

test('a code that is too short is refused before anything is started, and not shown', async () => {
  const refused = start({ AUTH_CODE: 'short-one', METAMORPHOSIS_DATA: dataFolder() });
  expect(await refused.exited).toBe(1);
  expect(refused.output()).toContain('openssl rand -hex 24');
  expect(refused.output()).not.toContain('short-one');
});
