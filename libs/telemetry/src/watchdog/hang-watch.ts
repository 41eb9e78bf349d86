import { AsyncLocalStorage } from 'node:async_hooks';
import { Worker } from 'node:worker_threads';

/** What is told of a hang: for how long nothing else could run, where it was, and what it was at. */
export type HangListener<T> = (blockedMs: number, where: string, at: T | undefined) => void;

const TELL = 'metamorphosis.hang';

/**
 * Ends the process when its event loop is blocked: a second thread watches, stops the first one where
 * it is and lets it say, in its last moment, which piece of work it was at. One per process.
 */
export class HangWatch<T> {
  private readonly work = new AsyncLocalStorage<T>();
  private readonly beat: NodeJS.Timeout;
  private readonly thread: Worker;

  /** `onHang` runs while the process is stopped: it must be synchronous. */
  constructor(limitMs: number, onHang: HangListener<T>) {
    const beats = new Int32Array(new SharedArrayBuffer(4));
    this.beat = setInterval(() => Atomics.add(beats, 0, 1), limitMs / 20);
    this.beat.unref();
    const tell: (blockedMs: number, where: string) => void = (blockedMs, where) =>
      onHang(blockedMs, where, this.work.getStore());
    Object.assign(globalThis, { [Symbol.for(TELL)]: tell });
    // Beside this file, in src as in dist.
    const file = import.meta.url.replace(/hang-watch(\.[jt]s)$/, 'hang-watch-thread$1');
    this.thread = new Worker(new URL(file), {
      workerData: { beats, limitMs, tell: `globalThis[Symbol.for(${JSON.stringify(TELL)})]` },
    });
    this.thread.unref();
  }

  /** Does a piece of work so that a hang in it, or in anything that it awaits, is told as its own. */
  run<R>(at: T, work: () => R): R {
    return this.work.run(at, work);
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    await this.thread.terminate();
  }
}
