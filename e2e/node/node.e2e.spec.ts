import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { EXIT_CODES, NODE_PRESENCE, type NodeFacts } from '@metamorphosis/contract';
import { openPlatform, readSettings } from '@metamorphosis/wiring';
import { ManagedProcess } from '../platform/managed-process.js';
import { environmentOf } from '../platform/stack.js';
import { until } from '../platform/until.js';

const ROOT = join(import.meta.dirname, '../..');
const GREGOR = join(ROOT, 'apps/gregor/bin/gregor.js');
const gregor = (args: readonly string[], env: NodeJS.ProcessEnv) =>
  promisify(execFile)(process.execPath, [GREGOR, ...args], { cwd: ROOT, env });

const CONFIG = `
name: from-file
services:
  customers:
    consumers:
      commands:
        processes: 2
        concurrency: 5
        recycle: { afterRecords: 100000 }
`;

/** One installation on embedded adapters, with nodes of the customers service. */
class World {
  readonly env = environmentOf('embedded');
  readonly config = join(this.env.METAMORPHOSIS_DATA, 'gregor.yaml');

  node(args: readonly string[], env: NodeJS.ProcessEnv = this.env): ManagedProcess {
    const node = new ManagedProcess('node', GREGOR, ['node', ...args], env);
    onTestFinished(async () => {
      await node.kill();
    });
    return node;
  }

  async facts(): Promise<NodeFacts | undefined> {
    const settings = { ...readSettings(this.env), logLevel: 'silent' as const };
    const platform = openPlatform('looking', settings);
    try {
      const [presence] = await platform.board.list(NODE_PRESENCE);
      return presence?.facts as unknown as NodeFacts | undefined;
    } finally {
      await platform.close();
    }
  }
}

function world(): World {
  const made = new World();
  onTestFinished(() => rmSync(made.env.METAMORPHOSIS_DATA, { recursive: true, force: true }));
  return made;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a node runs what its file says, the environment above it; SIGTERM drains it', async () => {
  const w = world();
  writeFileSync(w.config, CONFIG);
  const env = { ...w.env, METAMORPHOSIS_NODE__CUSTOMERS__COMMANDS__CONCURRENCY: '7' };
  const node = w.node(['--config', w.config], env);
  expect(await node.start()).toMatchObject({ node: 'from-file', services: ['customers'] });
  const facts = await until(
    'both processes have joined',
    () => w.facts(),
    (found) => found?.consumers[0]?.actualProcesses === 2,
  );
  expect(facts?.consumers[0]).toMatchObject({
    name: 'commands',
    desiredProcesses: 2,
    concurrency: 7,
    recycling: { afterRecords: 100_000 },
  });
  const pids = facts?.workers.map(({ pid }) => pid) ?? [];
  expect(await node.stop()).toBe(EXIT_CODES.stopped);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await w.facts()).toBeUndefined();
});

test('workers of a node that is killed with -9 end by themselves', async () => {
  const w = world();
  const node = w.node(['--name', 'n1', '--services', 'customers']);
  await node.start();
  const pids = node.children;
  expect(pids).toHaveLength(1);
  await node.kill();
  await until(
    'the worker is gone',
    () => Promise.resolve(pids.filter(isAlive)),
    (alive) => alive.length === 0,
    10_000,
  );
});

test('a second SIGTERM ends a node at once; a worker that cannot end is gone all the same', async () => {
  const w = world();
  const node = w.node(['--name', 'n1', '--services', 'customers']);
  await node.start();
  const [worker = 0] = node.children;
  // It stands still, so that the node would wait for it until its deadline.
  process.kill(worker, 'SIGSTOP');
  const ended = node.stop();
  await until(
    'the node is stopping',
    () => Promise.resolve(node.output),
    (output) => output.includes('is stopping'),
  );
  // Two that come at once count as one request; this is another.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const again = performance.now();
  node.signal('SIGTERM');
  expect(await ended).toBe(EXIT_CODES.cutOff);
  expect(performance.now() - again).toBeLessThan(3000);
  process.kill(worker, 'SIGCONT');
  await until(
    'the worker is gone',
    () => Promise.resolve(isAlive(worker)),
    (alive) => !alive,
    10_000,
  );
});

test('a worker that does not end is killed at its deadline, and its node says so by its exit code', async () => {
  const w = world();
  const env = { ...w.env, METAMORPHOSIS_DRAIN_TIMEOUT_MS: '100' };
  const node = w.node(['--name', 'n1', '--services', 'customers'], env);
  await node.start();
  const [worker = 0] = node.children;
  process.kill(worker, 'SIGSTOP');
  expect(await node.stop()).toBe(EXIT_CODES.cutOff);
  expect(isAlive(worker)).toBe(false);
  expect(await w.facts()).toBeUndefined();
});

/** Puts what follows into a namespace of process ids: it is process 1 there, as in a container. */
const AS_PROCESS_1 = ['--pid', '--fork', '--kill-child', '--'];
const mayBeProcess1 = spawnSync('unshare', [...AS_PROCESS_1, 'true']).status === 0;

test.skipIf(!mayBeProcess1)('a node runs as process 1, where SIGTERM drains it too', async () => {
  const w = world();
  const command = [process.execPath, GREGOR, 'node', '--name', 'n1', '--services', 'customers'];
  const outer = spawn('unshare', [...AS_PROCESS_1, ...command], { cwd: ROOT, env: w.env });
  onTestFinished(() => void outer.kill('SIGKILL'));
  let output = '';
  for (const stream of [outer.stdout, outer.stderr]) stream.on('data', (text) => (output += text));
  const isUp = (text: string): boolean => text.includes('node is up');
  await until('it is up', () => Promise.resolve(output), isUp, 90_000);
  const childOf = (pid: number | undefined): number =>
    Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }));
  const node = childOf(outer.pid);
  const worker = childOf(node);
  expect(readFileSync(`/proc/${node}/status`, 'utf8')).toMatch(/^NSpid:.*\t1$/m);
  process.kill(node, 'SIGTERM');
  const [code] = (await once(outer, 'exit')) as [number];
  expect(code).toBe(EXIT_CODES.stopped);
  expect(isAlive(worker)).toBe(false);
});

test('a second node of the same name refuses to start, and says so', async () => {
  const w = world();
  await w.node(['--name', 'n1', '--services', 'customers']).start();
  const second = w.node(['--name', 'n1', '--services', 'customers']);
  const child = second.launch();
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(EXIT_CODES.failed);
  expect(second.output).toContain('A node named "n1" is running already');
});

test('what is wrong with a file is told with line, key and what is allowed', async () => {
  const w = world();
  writeFileSync(
    w.config,
    CONFIG.replace('processes: 2', 'processes: -2').replace('commands:', 'comands:'),
  );
  const failure = await gregor(['node', '--config', w.config], w.env).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    code: EXIT_CODES.failed,
    stderr: expect.stringContaining(
      `${w.config}:6:7: services.customers.consumers.comands: is not known here. Allowed: commands`,
    ) as string,
  });
});

test('the default configuration is one that a node takes', async () => {
  const w = world();
  const { stdout } = await gregor(['default-config'], w.env);
  expect(stdout).toContain('$schema=./gregor.schema.json');
  writeFileSync(w.config, stdout);
  const node = w.node(['--config', w.config, '--services', 'customers', '--name', 'n1']);
  expect(await node.start()).toMatchObject({ node: 'n1', services: ['customers'] });
  expect(await node.stop()).toBe(EXIT_CODES.stopped);
  const schema = JSON.parse((await gregor(['default-config', '--schema'], w.env)).stdout) as object;
  expect(schema).toMatchObject({ title: 'Configuration of a node' });
});
