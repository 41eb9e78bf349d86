import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a process of the bench is told. */
export type PeerArguments = readonly string[];

/** A process of the bench: it says when it is ready, and answers questions by name. */
export class Peer<Ready> implements Disposable {
  readonly ready: Ready;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, ready: Ready) {
    this.#child = child;
    this.ready = ready;
  }

  /** Starts `file` beside this one, or beside `base`; rejects when it ends instead of getting ready. */
  static async start<Ready>(
    file: string,
    args: PeerArguments,
    nodeOptions: readonly string[] = [],
    base = import.meta.url,
  ): Promise<Peer<Ready>> {
    const child = fork(new URL(file, base), args, {
      env: { ...process.env, NODE_ENV: 'production' },
      execArgv: ['--disable-warning=ExperimentalWarning', ...nodeOptions],
    });
    const died = once(child, 'exit').then(([code]) => {
      throw new Error(`${file} ${args.slice(0, 2).join(' ')} ended with code ${String(code)}`);
    });
    const [ready] = (await Promise.race([once(child, 'message'), died])) as [Ready];
    died.catch(() => undefined);
    return new Peer(child, ready);
  }

  async ask<Answer>(question: string): Promise<Answer> {
    this.#child.send(question);
    const [answer] = (await once(this.#child, 'message')) as [Answer];
    return answer;
  }

  [Symbol.dispose](): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

/** The peer's side: announces itself, answers questions, ends with the bench. */
export function serveBench(ready: object, answers: Readonly<Record<string, () => unknown>>): void {
  process.on('message', (question) => {
    void Promise.resolve(answers[String(question)]?.()).then((answer) =>
      process.send?.(answer ?? null),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.(ready);
}
