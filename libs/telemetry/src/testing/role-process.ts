import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { ProcessMessage } from '@metamorphosis/contract';

const FLAGS = [
  '--conditions=@metamorphosis/source',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  `--import=${new URL('../../../../tools/test/source-hooks.mjs', import.meta.url).href}`,
];
const MODULE = new URL('./process-roles.ts', import.meta.url).pathname;
const DEADLINE_MS = 20_000;

/** A child process that plays one of the roles of `process-roles.ts`. Killed when the test ends. */
export class RoleProcess {
  /** What it told its supervisor. */
  readonly told: ProcessMessage[] = [];
  /** All that it wrote. */
  output = '';
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  private constructor(readonly child: ChildProcess) {
    child.on('message', (message) => this.told.push(message as ProcessMessage));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.ended = this.end();
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  private async end(): Promise<number | string> {
    // Not 'close': it does not come after a disconnect.
    const streams = [this.child.stdout, this.child.stderr];
    const read = streams.flatMap((stream) => (stream ? [once(stream, 'end')] : []));
    const [code, signal] = (await once(this.child, 'exit')) as [number | null, string];
    await Promise.all(read);
    return code ?? signal;
  }

  /** As a supervisor starts it: with a channel between the two. */
  static supervised(role: string, closeTimeoutMs = 5000): RoleProcess {
    const args = [role, String(closeTimeoutMs)];
    return new RoleProcess(fork(MODULE, args, { execArgv: FLAGS, silent: true }));
  }

  /** As a person starts it in a terminal. */
  static alone(role: string, closeTimeoutMs = 5000): RoleProcess {
    const args = [...FLAGS, MODULE, role, String(closeTimeoutMs)];
    return new RoleProcess(spawn(process.execPath, args, { stdio: 'pipe' }));
  }

  /** Waits until it has said something. */
  async until(what: string): Promise<void> {
    const end = performance.now() + DEADLINE_MS;
    while (!this.output.includes(what)) {
      if (performance.now() > end || this.child.exitCode !== null) {
        throw new Error(`the process did not say "${what}":\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
