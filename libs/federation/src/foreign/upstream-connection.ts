import { createClient, type Client } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { backoffMs, pause, type Logger } from '@metamorphosis/core';
import type { CompleteTraffic } from './foreign-options.js';

/** An operation as a subgraph gets it. */
export interface UpstreamOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** What is told of an operation under way. `error` and `complete` end it. */
export interface UpstreamSink {
  /** The subgraph has taken the connection. */
  connected(): void;
  next(payload: unknown): void;
  /** The subgraph's own errors as a list; anything else is the connection's. */
  error(error: unknown): void;
  complete(): void;
}

/** Who else wants the connection may come soon. */
const LINGER_MS = 1_000;
/** How long a subgraph may take to answer the closing before its socket is cut. */
const CLOSE_TIMEOUT_MS = 1_000;
/** Of one event. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/**
 * One WebSocket to a subgraph for callers of one identity, opened when it is needed; speaks
 * graphql-transport-ws. A connection that stood and is lost is opened again, and what ran on it is
 * asked for anew; one that never stood fails at once.
 */
export class UpstreamConnection {
  /** Told when its socket was closed and nothing runs on it. */
  onIdleClose: () => void = () => undefined;
  private readonly client: Client;
  private readonly sinks = new Set<UpstreamSink>();
  private readonly closing = new AbortController();
  private connectedNow = false;
  private stood = false;
  private lastAsked = 0;
  private unanswered: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly subgraph: string,
    { url, connectTimeoutMs, heartbeatMs, reconnect }: CompleteTraffic,
    parametersOf: () => Promise<Record<string, string>>,
    private readonly logger: Logger,
  ) {
    const socketOptions = {
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: connectTimeoutMs,
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
    };
    class Socket extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol, socketOptions);
      }
    }
    this.client = createClient({
      url: () => this.address(url, reconnect.firstMs),
      webSocketImpl: Socket,
      connectionParams: parametersOf,
      connectionAckWaitTimeout: connectTimeoutMs,
      lazyCloseTimeout: LINGER_MS,
      keepAlive: heartbeatMs,
      retryAttempts: reconnect.attempts,
      retryWait: (failures) => pause(backoffMs(reconnect, failures + 1), this.closing.signal),
      shouldRetry: () => this.stood && !this.closing.signal.aborted,
      on: {
        connected: () => this.connected(),
        closed: () => this.lost(),
        ping: (received) => {
          if (!received) this.expectAnswer(heartbeatMs);
        },
        pong: (received) => {
          if (received) clearTimeout(this.unanswered);
        },
      },
    });
  }

  /** Begins an operation; call the result to end it without a word to the sink. */
  subscribe(operation: UpstreamOperation, sink: UpstreamSink): () => void {
    let over = false;
    const unsubscribe = this.client.subscribe(operation, {
      next: (payload) => {
        if (!over) sink.next(payload);
      },
      error: (error) => {
        if (end()) sink.error(error);
      },
      complete: () => {
        if (end()) sink.complete();
      },
    });
    const end = (): boolean => {
      this.sinks.delete(sink);
      return !over && (over = true);
    };
    this.sinks.add(sink);
    if (this.connectedNow) sink.connected();
    return () => {
      if (end()) unsubscribe();
    };
  }

  get isOpen(): boolean {
    return this.connectedNow;
  }

  /** Whether nothing runs on it. */
  get isIdle(): boolean {
    return this.sinks.size === 0;
  }

  /** Nothing may run on it any more. */
  close(): void {
    this.closing.abort();
    clearTimeout(this.unanswered);
    // A connection that is still being opened is none that has to be waited for.
    void Promise.resolve(this.client.dispose()).catch(() => undefined);
  }

  /** Paced: one that is closed in good order is opened again at once otherwise. */
  private async address(url: string, paceMs: number): Promise<string> {
    const since = Date.now() - this.lastAsked;
    if (since < paceMs) await pause(paceMs - since, this.closing.signal);
    this.lastAsked = Date.now();
    return url;
  }

  private connected(): void {
    if (this.stood) this.logger.info({ subgraph: this.subgraph }, 'A subgraph streams again');
    this.connectedNow = true;
    this.stood = true;
    for (const sink of [...this.sinks]) sink.connected();
  }

  private lost(): void {
    clearTimeout(this.unanswered);
    if (this.connectedNow && this.sinks.size > 0) {
      this.logger.warn({ subgraph: this.subgraph }, 'A subgraph that streams was lost');
    }
    this.connectedNow = false;
    if (this.isIdle) this.onIdleClose();
  }

  private expectAnswer(withinMs: number): void {
    clearTimeout(this.unanswered);
    this.unanswered = setTimeout(() => this.client.terminate(), withinMs);
    this.unanswered.unref();
  }
}
