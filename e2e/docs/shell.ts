import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './pages.js';

const GREGOR = join(ROOT, 'apps/gregor/bin/gregor.js');
/** What the reader is told to have, where a page says "your own". */
const USERS = 'type Query { users: [User!]! }\ntype User @key(fields: "id") { id: ID! }\n';
const ORDERS =
  'type Query { orders: [Order!]! }\ntype Order { id: ID! by: User! }\ntype User @key(fields: "id", resolvable: false) { id: ID! }\n';
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

/** A folder in which a reader would stand: this repository, but what commands write stays there. */
export function readersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const name of ['apps', 'libs', 'node_modules', 'package.json', 'codegen.yml']) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  cpSync(join(ROOT, 'schema'), join(folder, 'schema'), { recursive: true });
  mkdirSync(join(folder, '.metamorphosis'));
  writeFileSync(join(folder, 'users.graphql'), LINK + USERS);
  writeFileSync(join(folder, 'orders.graphql'), LINK + ORDERS);
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder });
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', 'schema');
  git('commit', '--quiet', '-m', 'one');
  return folder;
}

/** What a page's commands need to find. */
export interface Surroundings {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly code: string;
  /** The name of a node, where a reader has one that is named after the machine. */
  readonly node: string;
}

/**
 * Runs blocks in one shell, as a reader would, up to the first command that fails. npm's and npx' own time is spared; where a
 * reader would make up an auth code, it is the platform's.
 */
export function runBlocks(
  blocks: readonly string[],
  { folder, env, code, node }: Surroundings,
): Promise<{ readonly failed: boolean; readonly output: string }> {
  const prelude = [
    'set -e -o pipefail',
    `gregor() { '${process.execPath}' '${GREGOR}' "$@"; }`,
    'npx() { "$@"; }',
    `openssl() { echo '${code}'; }`,
    `hostname() { echo '${node}'; }`,
    // Each command is shown before its output.
    'set -v',
  ];
  const script = [...prelude, ...blocks].join('\n');
  writeFileSync(join(folder, 'page.sh'), script);
  return new Promise((resolve) => {
    const done = (error: Error | null, stdout: string, stderr: string): void =>
      resolve({ failed: error !== null, output: `${stdout}\n${stderr}` });
    execFile('bash', ['page.sh'], { cwd: folder, env, timeout: 60_000 }, done);
  });
}
