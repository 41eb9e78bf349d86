/** Takes what comes, one after the other, as fast as it can. */
export interface Taker<Value, End = undefined> {
  /**
   * Undefined when it was taken at once; else nothing more comes until the promise has resolved. Neither
   * throws nor rejects.
   */
  take(value: Value): Promise<void> | undefined;
  /** Told once, behind everything that was taken: nothing more comes. */
  end(how: End): void;
}
