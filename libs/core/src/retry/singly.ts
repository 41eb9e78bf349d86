import { aborted } from '../lifecycle/timing.js';

/** Runs things one at a time. One for a process: what is handled singly must be the only suspect of its death. */
export class Singly {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all that came before. Work that is void is waited for no longer; its error is passed on. */
  run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const begun = this.last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.last = Promise.race([begun.catch(() => undefined), aborted(signal)]);
    return begun;
  }
}
