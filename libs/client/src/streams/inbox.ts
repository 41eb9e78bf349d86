type Waiter<T> = PromiseWithResolvers<IteratorResult<T, undefined>>;

/** What has arrived and was not taken yet. Keeps everything from the first value on, and ends once. */
export class Inbox<T> {
  private readonly values: T[] = [];
  private readonly waiters: Waiter<T>[] = [];
  private end: { readonly error?: unknown } | undefined;

  /** Called after each value that was taken. */
  onTaken: (() => void) | undefined;

  get size(): number {
    return this.values.length;
  }

  get ended(): boolean {
    return this.end !== undefined;
  }

  push(value: T): void {
    if (this.end) return;
    const waiter = this.waiters.shift();
    if (waiter) waiter.resolve({ done: false, value });
    else this.values.push(value);
  }

  /** Nothing comes any more. What has arrived can still be taken; then the error is thrown. */
  close(end: { readonly error?: unknown } = {}): void {
    if (this.end) return;
    this.end = end;
    for (const waiter of this.waiters.splice(0)) this.settle(waiter);
  }

  /** Forgets what has arrived, too. */
  abandon(end: { readonly error?: unknown } = {}): void {
    this.values.length = 0;
    this.close(end);
  }

  /** The next value, as iterators have it. */
  async next(): Promise<IteratorResult<T, undefined>> {
    const value = this.values.shift();
    if (value !== undefined) {
      this.onTaken?.();
      return { done: false, value };
    }
    const waiter: Waiter<T> = Promise.withResolvers();
    if (this.end) this.settle(waiter);
    else this.waiters.push(waiter);
    const result = await waiter.promise;
    if (!result.done) this.onTaken?.();
    return result;
  }

  private settle({ resolve, reject }: Waiter<T>): void {
    const end = this.end;
    if (end && 'error' in end) {
      // An error is thrown once; after that there is nothing, as with generators.
      this.end = {};
      reject(end.error);
    } else resolve({ done: true, value: undefined });
  }
}
