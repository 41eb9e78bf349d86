import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Seen } from './tally.ts';

const START_MS = 60_000;

type Said = { readonly kind: 'ready' } | { readonly kind: 'seen'; readonly seen: Seen };

/** A process that reads the ticks. */
export class Reader implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Starts one and waits until it has joined its group. */
  static async start(
    kind: 'ours' | 'kafkajs' | 'nest',
    group: string,
    topic: string,
  ): Promise<Reader> {
    const env = { ...process.env, BENCH_GROUP: `${group}-${kind}`, BENCH_TOPIC: topic };
    const execArgv = ['--disable-warning=TimeoutNegativeWarning'];
    const module = join(import.meta.dirname, `readers/${kind}.ts`);
    const stdio: ['ignore', 2, 2, 'ipc'] = ['ignore', 2, 2, 'ipc'];
    const reader = new Reader(fork(module, [], { env, execArgv, stdio }));
    await reader.#next('ready');
    return reader;
  }

  async seen(): Promise<Seen> {
    const answer = this.#next('seen');
    this.#child.send('?');
    return (await answer).seen;
  }

  /** Waits until it has seen so many, at most for so long, and answers what it has seen. */
  async until(count: number, atMostMs: number): Promise<Seen> {
    const end = performance.now() + atMostMs;
    for (;;) {
      const seen = await this.seen();
      if (seen.count >= count || performance.now() > end) return seen;
      await pause(100);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #next<K extends Said['kind']>(kind: K): Promise<Extract<Said, { kind: K }>> {
    const signal = AbortSignal.timeout(START_MS);
    for (;;) {
      const [said] = (await once(this.#child, 'message', { signal })) as [Said];
      if (said.kind === kind) return said as Extract<Said, { kind: K }>;
    }
  }
}
