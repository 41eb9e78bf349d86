import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { composeSubgraphs } from '@metamorphosis/federation';
import { SubgraphServer } from '@metamorphosis/federation/testing';

const GREGOR = join(import.meta.dirname, '../../libs/cli/bin/gregor.js');
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
type Query { me: User }
type User @key(fields: "id") { id: ID! name: String! }
`;

interface Gregor {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Runs gregor in a folder with nothing of ours in it. */
function gregor(
  folder: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Gregor {
  const { PATH } = process.env;
  const env = { PATH, ...more };
  const child = spawn(process.execPath, [GREGOR, ...args], { cwd: folder, env });
  let output = '';
  const keep = (chunk: Buffer): string => (output += chunk.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, ended };
}

it('serves a supergraph that gregor compose wrote, with no service of ours around', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-alone-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using users = await SubgraphServer.start('users', SDL, {
    Query: { me: () => ({ id: '1', name: 'Ada' }) },
  });
  writeFileSync(join(folder, 'users.graphql'), SDL);
  writeFileSync(join(folder, 'broken.graphql'), SDL.replace('name: String!', 'name: Int!'));

  const broken = gregor(folder, ['compose', `a=broken.graphql@${users.url}`, `b=${users.url}`]);
  expect(await broken.ended).toBe(1);
  expect(broken.output()).toMatch(/broken\.graphql:\d+:\d+: .*User\.name/);

  const args = [`users=users.graphql@${users.url}`, '--output', 'supergraph.graphql'];
  expect(await gregor(folder, ['compose', ...args]).ended).toBe(0);
  expect(readFileSync(join(folder, 'supergraph.graphql'), 'utf8')).toContain(users.url);

  const gateway = gregor(folder, ['gateway', '--supergraph', 'supergraph.graphql', '--port', '0']);
  await expect.poll(gateway.output, { timeout: 30_000 }).toMatch(/url=\S+/);
  const [, url = ''] = /url=(\S+)/.exec(gateway.output()) ?? [];
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ me { name } }"}',
  });
  expect(await response.json()).toEqual({ data: { me: { name: 'Ada' } } });
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);

  const wrong = gregor(folder, ['gateway', '--supergraph', 'nowhere.graphql']);
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toContain('cannot be read. Write one: gregor compose');
});

it('serves one port from several processes, through the end of one of them and a new supergraph', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-several-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using users = await SubgraphServer.start('users', SDL, {
    Query: { me: () => ({ id: '1', name: 'Ada' }) },
  });
  const compose = (sdl: string): string =>
    composeSubgraphs([{ name: 'users', url: users.url, sdl }]).supergraphSdl;
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, compose(SDL));
  writeFileSync(
    join(folder, 'gateway.yaml'),
    `supergraph: { file: supergraph.graphql, every: 50ms }
listen: { port: 0 }
processes: 2
metrics: { port: 0 }
cost: { perMinute: { max: 40, addressHeader: x-from } }
drain: 2s
`,
  );
  const gateway = gregor(folder, ['gateway', '--config', 'gateway.yaml']);
  const [, metrics = ''] = await said(gateway, /metrics=(\S+)/);
  const [, url = ''] = /url=(\S+)/.exec(gateway.output()) ?? [];
  // A connection for each request: they go to the processes in turn.
  const ask = async (
    query: string,
    more: Record<string, string> = {},
  ): Promise<{ status: number; text: string }> => {
    const headers = { 'content-type': 'application/json', connection: 'close', ...more };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status: response.status, text: await response.text() };
  };
  const measured = async (name: string): Promise<number> => {
    const lines = (await (await fetch(metrics)).text()).split('\n');
    const found = lines.filter((line) => line.startsWith(`metamorphosis_gateway_${name}`));
    return found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };
  const ada = '{"data":{"me":{"name":"Ada"}}}';
  const pids = processesOf(gateway.child.pid);
  expect(pids).toHaveLength(2);
  for (let i = 0; i < 10; i += 1) expect((await ask('{ me { name } }')).text).toBe(ada);
  expect(await measured('requests_total')).toBe(10);
  expect(await measured('processes{state="up"}')).toBe(2);

  // One is killed: the other goes on, and it comes back.
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await expect.poll(() => measured('processes{state="up"}'), { timeout: 20_000 }).toBe(1);
  expect((await ask('{ me { name } }')).text).toBe(ada);
  const readyz = await fetch(url.replace('/graphql', '/readyz'));
  expect(await readyz.text()).toContain('1 of 2 processes are up');
  await expect.poll(() => measured('processes{state="up"}'), { timeout: 20_000 }).toBe(2);

  // A supergraph that is broken is refused by both; the next one reaches both.
  writeFileSync(file, 'type Query { broken');
  await expect.poll(() => measured('supergraph_refused'), { timeout: 20_000 }).toBe(2);
  writeFileSync(file, compose(SDL.replace('me: User', 'me: User more: Int')));
  await expect
    .poll(() => measured('supergraph_reloads_total{outcome="ok"}'), { timeout: 20_000 })
    .toBe(2);

  // What a caller uses up in a minute is counted over both.
  const minute = (): number => Math.floor(Date.now() / 60_000);
  let begun: number;
  let taken: number;
  do {
    begun = minute();
    taken = 0;
    const from = `192.0.2.${begun % 200}`;
    for (let i = 0; i < 60; i += 1) {
      taken += (await ask('{ me { name } }', { 'x-from': from })).status === 200 ? 1 : 0;
    }
  } while (minute() !== begun);
  expect(taken).toBe(40);

  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
  expect(() => process.kill(pids[1] ?? 0, 0)).toThrow('ESRCH');
});

/** Makes each process of a gateway hang when it is told to, and die at its start while there is a file `crash`. */
const SABOTAGE = `import cluster from 'node:cluster';
import { existsSync, writeSync } from 'node:fs';
if (cluster.isWorker) {
  process.on('SIGUSR2', () => {
    writeSync(2, 'hanging');
    for (;;);
  });
  if (existsSync('crash')) process.exit(7);
}
`;

it('serves on while one of its processes hangs, and while one dies again and again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'metamorphosis-sabotage-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await using users = await SubgraphServer.start('users', SDL, {
    Query: { me: () => ({ id: '1', name: 'Ada' }) },
  });
  const { supergraphSdl } = composeSubgraphs([{ name: 'users', url: users.url, sdl: SDL }]);
  writeFileSync(join(folder, 'supergraph.graphql'), supergraphSdl);
  writeFileSync(join(folder, 'sabotage.mjs'), SABOTAGE);
  writeFileSync(
    join(folder, 'gateway.yaml'),
    'supergraph: { file: supergraph.graphql }\nlisten: { port: 0 }\nprocesses: 2\n',
  );
  const gateway = gregor(folder, ['gateway', '--config', 'gateway.yaml'], {
    METAMORPHOSIS_HUNG_AFTER_MS: '2000',
    NODE_OPTIONS: `--import=${join(folder, 'sabotage.mjs')}`,
  });
  const [, url = ''] = await said(gateway, /gateway supervisor is up .*url=(\S+)/);
  const ask = async (path = ''): Promise<string> => {
    const init = path === '' ? { method: 'POST', body: '{"query":"{ me { name } }"}' } : {};
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const response = await fetch(new URL(path, url), { ...init, headers });
    return response.text();
  };
  const ready = async (): Promise<string> => ask('/readyz').catch(() => 'not served');
  const ada = '{"data":{"me":{"name":"Ada"}}}';
  const within = { timeout: 30_000 };

  const [first = 0] = processesOf(gateway.child.pid);
  process.kill(first, 'SIGUSR2');
  await said(gateway, /hanging/);
  // It is handed one more connection, and does not take it: another process does when it is gone.
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask()));
  expect(new Set(answers)).toEqual(new Set([ada]));
  await expect
    .poll(gateway.output, within)
    .toMatch(/gateway process \d ended.*starting it again.*its event loop was blocked for 2000 ms/);
  await expect.poll(() => processesOf(gateway.child.pid).length, within).toBe(2);
  expect(processesOf(gateway.child.pid)).not.toContain(first);
  await expect.poll(ready, within).not.toContain('processes are up');

  writeFileSync(join(folder, 'crash'), '');
  process.kill(processesOf(gateway.child.pid)[0] ?? 0, 'SIGKILL');
  await expect.poll(ready, within).toContain('1 of 2 processes are up, 1 in a crash loop');
  expect(await ready()).toContain('exit code 7');
  for (let i = 0; i < 5; i += 1) expect(await ask()).toBe(ada);
  expect(gateway.output()).toMatch(/exit code 7.*starting it again in \d{5} ms/);
  gateway.child.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
});

/** Waits until it has said something. */
async function said({ output, ended }: Gregor, what: RegExp): Promise<RegExpExecArray> {
  const over = ended.then((code) => {
    throw new Error(`It ended with code ${code}: ${output()}`);
  });
  over.catch(() => undefined);
  await Promise.race([expect.poll(output, { timeout: 30_000 }).toMatch(what), over]);
  return what.exec(output()) as RegExpExecArray;
}

/** The processes that a process has started. */
function processesOf(pid: number | undefined): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
}
