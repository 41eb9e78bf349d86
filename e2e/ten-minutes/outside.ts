import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { until } from '../platform/until.js';

/** What a reader's shell does not have: what npm and Vitest tell the processes that they start. */
const NOT_OUTSIDE =
  /^(npm_(package|lifecycle)_.*|npm_config_local_prefix|INIT_CWD|NODE_ENV|NODE_OPTIONS|VITEST.*|(KAFKA_BROKERS|REDIS_URL|DATABASE_URL)|AUTH_CODE(_FILE)?)$/;

/** An empty folder outside of this repository, with a shell that is like a reader's. */
export class Outside implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'metamorphosis-outside-'));
  private readonly env: NodeJS.ProcessEnv;
  private started: ChildProcess | undefined;
  private output = '';

  constructor() {
    const kept = Object.entries(process.env).filter(([name]) => !NOT_OUTSIDE.test(name));
    this.env = {
      ...Object.fromEntries(kept),
      // The Node of these tests, whatever Node the machine has.
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      npm_config_prefer_offline: 'true',
      npm_config_update_notifier: 'false',
    };
  }

  /** Runs a command to its end; fails with everything it wrote when it does not end well. */
  async run(command: string, cwd: string): Promise<string> {
    const child = spawn(command, {
      cwd,
      env: this.env,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (text += part));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}:\n${text}`);
    return text;
  }

  /** Runs `npm start` until the panel is there; answers the endpoint. */
  async start(command: string, cwd: string): Promise<string> {
    const env = { ...this.env, PORT: '0', MANAGER_PORT: '0' };
    // A group of its own: Ctrl-C in a terminal reaches npm, its shell and gregor at once.
    const child = spawn(command, {
      cwd,
      env,
      shell: true,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.started = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (this.output += part));
    }
    const text = await until(
      'the panel is shown',
      () => Promise.resolve(this.output),
      (output) => output.includes('Ctrl-C stops everything') || child.exitCode !== null,
      90_000,
    );
    const endpoint = /Endpoint\S* +(http:\S+)/.exec(text)?.[1];
    if (endpoint === undefined) throw new Error(`${command} did not come up:\n${text}`);
    return endpoint;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.started;
    if (child?.pid !== undefined && child.exitCode === null) {
      const closed = once(child, 'close');
      process.kill(-child.pid, 'SIGINT');
      await closed;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
