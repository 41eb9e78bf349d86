import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { ProcessMessage } from '@metamorphosis/contract';

/** Longer than any start takes, also on a machine that is busy with other things. */
const START_MS = 90_000;

/** A process of the platform, started as a user would start it, and killed as fate would. */
export class ManagedProcess {
  private child: ChildProcess | undefined;
  private ending: ChildProcess | undefined;
  private readonly lines: string[] = [];
  /** Called when the process has ended, asked to or not. */
  onExit: (() => void) | undefined;

  constructor(
    readonly name: string,
    private readonly module: string,
    private readonly args: readonly string[],
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Starts it; resolves with what it says of itself once it is up. */
  async start(): Promise<Readonly<Record<string, unknown>>> {
    const child = this.launch();
    return new Promise((resolve, reject) => {
      const late = (): void =>
        reject(new Error(`${this.name} was not up after ${START_MS} ms:\n${this.output}`));
      const timer = setTimeout(late, START_MS);
      child.on('message', (message: ProcessMessage) => {
        if (message.kind !== 'ready') return;
        clearTimeout(timer);
        resolve(message.facts);
      });
      child.once('exit', (code, signal) =>
        reject(
          new Error(`${this.name} ended (${code ?? signal}) before it was up:\n${this.output}`),
        ),
      );
    });
  }

  /** Starts it without waiting for it to be up. */
  launch(): ChildProcess {
    const child = fork(this.module, [...this.args], {
      env: this.env,
      silent: true,
      // Vitest resolves libraries to their sources; the product runs what was built.
      execArgv: [],
    });
    this.child = child;
    child.once('exit', () => this.onExit?.());
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.lines.push(text));
    }
    return child;
  }

  /** Everything it wrote. */
  get output(): string {
    return this.lines.join('');
  }

  get pid(): number {
    const pid = this.child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    return pid;
  }

  /** The processes that it started itself. */
  get children(): readonly number[] {
    const found = execFileSync('pgrep', ['-P', String(this.pid)], { encoding: 'utf8' });
    return found.split('\n').filter(Boolean).map(Number);
  }

  /** Sends SIGTERM and waits for the end; answers the exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** `kill -9`. Children of its own notice the loss by themselves. */
  kill(): Promise<number | null> {
    return this.end('SIGKILL');
  }

  /** Sends a signal; also to one that is ending. */
  signal(signal: NodeJS.Signals): void {
    (this.child ?? this.ending)?.kill(signal);
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    this.child = undefined;
    this.ending = child;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
}
