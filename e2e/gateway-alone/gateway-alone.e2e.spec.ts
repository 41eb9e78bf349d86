import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
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
function gregor(folder: string, args: readonly string[]): Gregor {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [GREGOR, ...args], { cwd: folder, env: { PATH } });
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
