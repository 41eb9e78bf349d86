import type { ClientOptions } from '../client-options.js';
import { ClientError } from '../errors/client-error.js';
import type { Token } from '../requests/token.js';
import { StatusBoard } from './connection-status.js';
import { EventStreamLine } from './event-stream-line.js';
import type { Attempt, Line, LineEvents } from './line.js';
import { Socket } from './socket.js';

/**
 * How a client's subscriptions reach the gateway: by one WebSocket, or each by a response over HTTP. Left to choose, it goes on
 * trying the other way until one has worked, and stays with that.
 */
export class Lines {
  readonly status = new StatusBoard();
  private readonly socket: Line;
  private readonly events: Line;
  private current: Line;
  /** Whether the way is no question any more. */
  private settled: boolean;
  /** Subscriptions that want a connection, also while they wait for their next attempt. */
  private wanted = 0;

  constructor(options: ClientOptions, token: Token) {
    const told: LineEvents = {
      connecting: () => {
        if (this.status.current === 'idle') this.status.set('connecting');
      },
      connected: () => {
        this.settled = true;
        this.status.set('connected');
      },
      broken: () => this.status.set(this.wanted > 0 ? 'reconnecting' : 'idle'),
    };
    this.socket = new Socket(options, token, told);
    this.events = new EventStreamLine(options, token, told);
    const { streaming = 'auto', webSocket } = options;
    const hasSockets = webSocket !== undefined || 'WebSocket' in globalThis;
    if (webSocket !== undefined && !isWebSocketClass(webSocket)) {
      const why = `webSocket is ${shown(webSocket)}, no class of WebSockets. Leave it out for the platform's own, or give another: webSocket: WebSocket`;
      throw new ClientError('CONFIGURATION_INVALID', why);
    }
    if (streaming === 'websocket' && !hasSockets) {
      const why = `streaming is 'websocket', but this platform has no WebSocket. Give a class (webSocket: ...), or write streaming: 'http'.`;
      throw new ClientError('CONFIGURATION_INVALID', why);
    }
    this.settled = streaming !== 'auto' || !hasSockets;
    const byHttp = streaming === 'http' || (streaming === 'auto' && !hasSockets);
    this.current = byHttp ? this.events : this.socket;
  }

  /** Announces a subscription; returns what takes the announcement back. */
  want(): () => void {
    this.wanted += 1;
    return () => {
      this.wanted -= 1;
      if (this.wanted === 0 && this.status.current === 'reconnecting') this.status.set('idle');
    };
  }

  /** Makes one attempt; returns what ends it without a word to it. */
  subscribe(attempt: Attempt): () => void {
    const by = this.current;
    return by.subscribe({
      ...attempt,
      lost: (cause, fatal) => {
        const changes = !this.settled;
        // Of several that were under way the first one changes it for all.
        if (changes && by === this.current) {
          this.current = by === this.socket ? this.events : this.socket;
        }
        // A WebSocket that is refused leaves HTTP to be tried; what is wrong over HTTP is wrong for good.
        attempt.lost(cause, fatal && (!changes || by === this.events));
      },
    });
  }

  close(): void {
    this.socket.close();
    this.events.close();
    this.status.set('idle');
  }
}

/** What is asked of one before a connection is made. */
function isWebSocketClass(value: unknown): boolean {
  return (
    typeof value === 'function' &&
    ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].every((state) => state in value)
  );
}

function shown(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  return value === null ? 'null' : `of type ${typeof value}`;
}
