import type { Calls } from './calls.js';
import { script } from './scripts.js';

/** An outcome to be written: its key, and what `put-updates.lua` wants to know of it. */
export interface OutcomeWrite {
  readonly key: string;
  readonly args: readonly [
    order: number,
    update: string,
    commandChannel: string,
    replyChannel: string,
  ];
}

interface Waiting extends OutcomeWrite {
  readonly resolve: (code: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * So many go in one call. A turn may write hundreds: were the first of them told together with the last, those who wait
 * for answers would all begin their next work at once, and stand still before.
 */
const MAX_WRITES = 16;

/**
 * Writes what comes in one turn of the event loop in few calls: a call of its own costs an outcome more than all the
 * rest of its way to Redis. In a cluster each goes by itself, because their keys lie in many slots.
 */
export class OutcomeWrites {
  #waiting: Waiting[] = [];

  constructor(
    private readonly calls: Pick<Calls, 'script' | 'isCluster'>,
    private readonly retentionMs: number,
  ) {}

  /** Answers the script's code. Rejects as calls do, with all that went in the same one. */
  write(write: OutcomeWrite): Promise<number> {
    return new Promise((resolve, reject) => {
      const isFirst = this.#waiting.length === 0;
      this.#waiting.push({ ...write, resolve, reject });
      if (this.calls.isCluster || this.#waiting.length === MAX_WRITES) this.flush();
      else if (isFirst) process.nextTick(() => this.flush());
    });
  }

  /** Sends what waits for the end of this turn. */
  flush(): void {
    const writes = this.#waiting;
    if (writes.length === 0) return;
    this.#waiting = [];
    const keys = writes.map(({ key }) => key);
    const args = writes.flatMap((write) => write.args);
    this.calls.script(script('put-updates'), keys, [this.retentionMs, ...args]).then(
      (codes) => {
        for (const [i, { resolve }] of writes.entries()) resolve((codes as number[])[i] ?? 0);
      },
      (error: unknown) => {
        for (const { reject } of writes) reject(error);
      },
    );
  }
}
