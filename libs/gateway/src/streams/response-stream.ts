import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { LoadCounter } from '../limits/load.js';

/** How a stream over HTTP is begun and kept alive. */
export interface ResponseStreamOptions {
  readonly headers: OutgoingHttpHeaders;
  readonly heartbeatMs: number;
  /** What is written when a heartbeat is due. */
  readonly heartbeat: () => string;
  readonly load: LoadCounter;
}

/**
 * An answer over HTTP that is written bit by bit. Keeps no more than what is being written: who
 * waits for `write` writes no faster than the client reads. A client that takes nothing for the time
 * of two heartbeats is cut off.
 */
export class ResponseStream {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly response: ServerResponse,
    private readonly options: ResponseStreamOptions,
  ) {
    response.writeHead(200, { ...NO_BUFFERING, ...options.headers });
    // Somebody waits for the headers already.
    response.flushHeaders();
    this.timer = setInterval(() => this.beat(), options.heartbeatMs);
    options.load.streams += 1;
    response.once('close', () => this.closed());
    // Node counts a long write that makes progress as activity.
    response.setTimeout(options.heartbeatMs * 2, () => response.destroy());
  }

  /** Resolves when the system took it, or the client has gone. */
  write(text: string): Promise<void> {
    if (this.response.destroyed || this.response.writableEnded) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.add(resolve);
      this.response.write(text, () => {
        this.waiting.delete(resolve);
        resolve();
      });
    });
  }

  /** Writes a heartbeat now. */
  writeHeartbeat(): Promise<void> {
    return this.write(this.options.heartbeat());
  }

  end(text = ''): void {
    clearInterval(this.timer);
    if (!this.response.destroyed) this.response.end(text);
  }

  private beat(): void {
    // Behind what the client has not taken yet, a heartbeat would say nothing.
    if (this.response.writableLength === 0) void this.writeHeartbeat();
  }

  private closed(): void {
    this.options.load.streams -= 1;
    clearInterval(this.timer);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

/** Whoever stands between gateway and client passes on what comes, as it comes. */
export const NO_BUFFERING: OutgoingHttpHeaders = {
  'cache-control': 'no-cache, no-transform',
  // Proxies of the nginx family hold answers back otherwise.
  'x-accel-buffering': 'no',
};
