import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export const WORKSPACE = join(import.meta.dirname, '../../..');
export const GREGOR = join(WORKSPACE, 'apps/gregor/bin/gregor.js');

/** Settings that lead away from the embedded adapters. */
const OTHERS = ['KAFKA_BROKERS', 'REDIS_URL', 'DATABASE_URL', 'AUTH_CODE', 'AUTH_CODE_FILE'];
const LONGEST_MS = 180_000;

/** A gregor that runs everything: `start` or `dev`. Killed, with a complaint, when it does not come up. */
export class Gregor implements AsyncDisposable {
  private readonly child: ChildProcess;
  private readonly begun = performance.now();
  private text = '';

  constructor(command: 'start' | 'dev', cwd: string, data: string) {
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      ...{ PORT: '0', MANAGER_PORT: '0', SHOP_PORT: '0', METAMORPHOSIS_DATA: data },
    };
    for (const name of OTHERS) delete env[name];
    this.child = spawn(process.execPath, [GREGOR, command], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => (this.text += part));
    }
  }

  get pid(): number {
    return this.child.pid ?? NaN;
  }

  /** Everything it has written. */
  get output(): string {
    return stripVTControlCharacters(this.text);
  }

  /** Waits until it has written this; answers how long that took since its start, in ms. */
  async says(what: string): Promise<number> {
    while (!this.output.includes(what)) {
      const ms = performance.now() - this.begun;
      if (this.child.exitCode !== null || ms > LONGEST_MS) {
        throw new Error(`gregor did not say "${what}":\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return performance.now() - this.begun;
  }

  /** Waits for the panel; answers how long that took since its start, in ms. */
  up(): Promise<number> {
    return this.says('Ctrl-C stops everything');
  }

  get endpoint(): string {
    return /http:\S+\/graphql/.exec(this.output)?.[0] ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}
