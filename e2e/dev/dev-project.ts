import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../platform/until.js';

const ROOT = join(import.meta.dirname, '../..');
const GREGOR = join(ROOT, 'apps/gregor/bin/gregor.js');
const OTHERS = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL', 'AUTH_CODE', 'AUTH_CODE_FILE'];

/** A project as `gregor new` makes it, on the packages of this workspace, with `gregor dev` at work in it. */
export class DevProject implements AsyncDisposable {
  readonly root = join(mkdtempSync(join(tmpdir(), 'metamorphosis-dev-')), 'shop');
  private readonly env: NodeJS.ProcessEnv = { ...process.env, PORT: '0', MANAGER_PORT: '0' };
  private child: ChildProcess | undefined;
  private text = '';

  constructor() {
    for (const name of OTHERS) delete this.env[name];
    execFileSync(process.execPath, [GREGOR, 'new', this.root, '--no-install'], { stdio: 'ignore' });
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
  }

  /** Changes a file of the project. */
  change(path: string, edit: (text: string) => string): void {
    const file = join(this.root, path);
    writeFileSync(file, edit(readFileSync(file, 'utf8')));
  }

  /** Starts it; answers the endpoint. */
  async start(): Promise<string> {
    const stdio = ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[];
    const child = spawn(process.execPath, [GREGOR, 'dev'], {
      cwd: this.root,
      env: this.env,
      stdio,
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => (this.text += part));
    }
    const panel = await this.says('Ctrl-C stops everything');
    return /http:\S+\/graphql/.exec(panel)?.[0] ?? '';
  }

  /** Waits until it has written this since the last look; answers all that it has written since. */
  async says(what: string): Promise<string> {
    const said = await until(
      `gregor dev says "${what}"`,
      () => Promise.resolve(this.text),
      (text) => text.includes(what) || this.child?.exitCode !== null,
      90_000,
    );
    if (!said.includes(what)) throw new Error(`gregor dev ended:\n${said}`);
    this.text = this.text.slice(said.indexOf(what) + what.length);
    return said;
  }

  /** Ctrl-C; answers the exit code. */
  async stop(): Promise<number | null> {
    const { child } = this;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
    return child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(join(this.root, '..'), { recursive: true, force: true });
  }
}
