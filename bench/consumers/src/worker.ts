import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WorkerOrder, WorkerSaid } from './readers/worker.ts';

/** A worker's process. */
export class Worker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #heard: WorkerSaid[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
    const module = join(import.meta.dirname, 'readers/worker.ts');
    this.#child = fork(module, [], { env, execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', (said: WorkerSaid) => this.#heard.push(said));
  }

  order(order: WorkerOrder): void {
    this.#child.send(order);
  }

  /** The first thing it says that fits, said already or later. */
  async said<K extends WorkerSaid['kind']>(
    kind: K,
    fits: (said: Extract<WorkerSaid, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<WorkerSaid, { kind: K }>> {
    const signal = AbortSignal.timeout(120_000);
    for (;;) {
      const i = this.#heard.findIndex(
        (said) => said.kind === kind && fits(said as Extract<WorkerSaid, { kind: K }>),
      );
      if (i >= 0) return this.#heard.splice(i, 1)[0] as Extract<WorkerSaid, { kind: K }>;
      await once(this.#child, 'message', { signal });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
