/** Whatever lives: opened once, closed as often as one likes. */
export interface Lifecycle extends AsyncDisposable {
  /** Idempotent. Finishes what is in hand, then frees everything it owns. */
  close(): Promise<void>;
}

/** Ends a registration. Idempotent; after it returns the listener is not called again. */
export interface Subscription {
  close(): Promise<void>;
}
