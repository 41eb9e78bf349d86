interface Shared<T> {
  readonly result: Promise<T>;
  readonly ending: AbortController;
  /** How many wait for it. */
  waiting: number;
}

/**
 * Work under way, by key: who wants the same while it runs gets the same result. Nothing is kept
 * once it is done. Work ends early only when all who wait have left.
 */
export class InFlight<T> {
  private readonly running = new Map<string, Shared<T>>();

  /** Joins what runs under the key, or begins it. `signal` tells that this one waits no more. */
  join(
    key: string,
    signal: AbortSignal | undefined,
    begin: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const shared = this.running.get(key) ?? this.begin(key, begin);
    shared.waiting += 1;
    if (signal) this.leaveWith(signal, key, shared);
    return shared.result;
  }

  private begin(key: string, begin: (signal: AbortSignal) => Promise<T>): Shared<T> {
    const ending = new AbortController();
    const result = begin(ending.signal);
    const shared: Shared<T> = { result, ending, waiting: 0 };
    this.running.set(key, shared);
    const done = (): void => this.forget(key, shared);
    result.then(done, done);
    return shared;
  }

  private leaveWith(signal: AbortSignal, key: string, shared: Shared<T>): void {
    const leave = (): void => {
      shared.waiting -= 1;
      if (shared.waiting > 0) return;
      // Whoever comes now begins anew.
      this.forget(key, shared);
      shared.ending.abort(signal.reason);
    };
    if (signal.aborted) {
      leave();
      return;
    }
    signal.addEventListener('abort', leave, { once: true });
    const stay = (): void => signal.removeEventListener('abort', leave);
    shared.result.then(stay, stay);
  }

  private forget(key: string, shared: Shared<T>): void {
    if (this.running.get(key) === shared) this.running.delete(key);
  }
}
