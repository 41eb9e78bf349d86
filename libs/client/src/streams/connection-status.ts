/**
 * How the client's line for subscriptions stands: `idle` while nobody subscribes, `connecting` for the first time, `connected`,
 * `reconnecting` after a loss or a failed attempt.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting';

export type StatusListener = (status: ConnectionStatus) => void;

/** Holds the status and tells of changes. */
export class StatusBoard {
  private readonly listeners = new Set<StatusListener>();
  private now: ConnectionStatus = 'idle';

  get current(): ConnectionStatus {
    return this.now;
  }

  set(status: ConnectionStatus): void {
    if (status === this.now) return;
    this.now = status;
    for (const listener of [...this.listeners]) listener(status);
  }

  listen(listener: StatusListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
