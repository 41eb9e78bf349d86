import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A contender that serves in a process of its own. */
export class ContenderProcess implements Disposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts it; rejects when it ends instead of serving. */
  static async start(name: string): Promise<ContenderProcess> {
    const child = fork(new URL('serve.ts', import.meta.url), [name], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    const died = once(child, 'exit').then(([code]) => {
      throw new Error(`"${name}" ended with code ${String(code)} before it served`);
    });
    const [{ url }] = (await Promise.race([once(child, 'message'), died])) as [{ url: string }];
    died.catch(() => undefined);
    return new ContenderProcess(child, url);
  }

  /** CPU time that the process has used, user and system, in microseconds. */
  async cpuMicros(): Promise<number> {
    this.#child.send('usage');
    const [{ cpuMicros }] = (await once(this.#child, 'message')) as [{ cpuMicros: number }];
    return cpuMicros;
  }

  [Symbol.dispose](): void {
    this.#child.disconnect();
  }
}
