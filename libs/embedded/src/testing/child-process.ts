import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Told } from './told.js';

const DEADLINE_MS = 20_000;
const FLAGS = [
  '--conditions=@metamorphosis/source',
  '--experimental-transform-types',
  '--disable-warning=ExperimentalWarning',
  `--import=${new URL('./source-hooks.mjs', import.meta.url).href}`,
];

/** Another process of a spec, running one of the roles of `child.ts`. Killed when the test ends. */
export class OtherProcess {
  /** All that it has told, from the first message on. */
  readonly told: Told[] = [];
  /** All that it has written to stderr. */
  stderr = '';
  readonly #child: ChildProcess;
  #wake = Promise.withResolvers<void>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => {
      this.told.push(message as Told);
      this.#wake.resolve();
    });
    child.on('exit', () => this.#wake.resolve());
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  /** Starts a role and waits until it has told that it is ready. */
  static async start(role: string, ...args: readonly string[]): Promise<OtherProcess> {
    const entry = new URL('./child.ts', import.meta.url);
    const stdio = ['ignore', 'inherit', 'pipe', 'ipc'] as const;
    const child = fork(entry, [role, ...args], { execArgv: FLAGS, stdio: [...stdio] });
    const other = new OtherProcess(child);
    onTestFinished(() => other.kill());
    await other.until((told) => told.kind === 'ready');
    return other;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Asks it to do something that its role knows. */
  ask(what: string): void {
    this.#child.send(what);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** kill -9, also of a stopped process. Resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** Lets it end by itself: it closes what it opened. */
  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.ask('stop');
    await gone;
  }

  /** The first thing told, now or later, that `matches`. */
  async until(matches: (told: Told) => boolean): Promise<Told> {
    const end = performance.now() + DEADLINE_MS;
    for (;;) {
      const found = this.told.find(matches);
      if (found !== undefined) return found;
      const dead = this.#child.exitCode !== null || this.#child.signalCode !== null;
      if (dead || performance.now() > end)
        throw new Error(
          `the other process ${dead ? 'ended' : 'was silent'}; last told: ${JSON.stringify(this.told.at(-1))}\n${this.stderr}`,
        );
      this.#wake = Promise.withResolvers();
      const timer = setTimeout(() => this.#wake.resolve(), 200);
      await this.#wake.promise;
      clearTimeout(timer);
    }
  }
}
