import { createClient, type Client, type SubscribePayload } from 'graphql-ws/client';
import type { ClientOptions } from '../client-options.js';
import type { AnswerError } from '../errors/client-error.js';
import type { Token } from '../requests/token.js';
import type { Attempt, Line, LineEvents, StreamAnswer } from './line.js';

/** How long to wait for the acknowledgement of a connection. */
const ACKNOWLEDGED_MS = 5000;
const HEARTBEAT_MS = 10_000;
/** Kept for a moment: what subscribes next finds it open. */
const LINGER_MS = 3000;
const FORBIDDEN = 4403;
/** What this close code says. */
const TOKEN_INVALID: AnswerError = {
  message: 'The gateway does not accept the access token.',
  extensions: { code: 'TOKEN_INVALID' },
};
/** Close codes that say that this client, or what it sends, is wrong. */
const FATAL = new Set([1002, 1003, 1007, 1009, 4004, 4400, 4401, 4406, 4409, 4429]);

/** The one WebSocket of a client, opened when it is needed. Speaks graphql-transport-ws by graphql-ws. */
export class Socket implements Line {
  private readonly attempts = new Map<string, Attempt>();
  private readonly ids = new WeakMap<SubscribePayload, string>();
  private client: Client | undefined;
  private pongTimer: ReturnType<typeof setTimeout> | undefined;
  private lastId = 0;

  constructor(
    private readonly options: ClientOptions,
    private readonly token: Token,
    private readonly events: LineEvents,
  ) {}

  subscribe(attempt: Attempt): () => void {
    const { text: query, variables, cursor } = attempt;
    this.lastId += 1;
    const id = String(this.lastId);
    const payload: SubscribePayload = {
      query,
      variables: variables as Record<string, unknown>,
      ...(cursor !== undefined && { extensions: { cursor } }),
    };
    this.ids.set(payload, id);
    this.attempts.set(id, attempt);
    let over = false;
    const end = (tell: () => void): void => {
      if (over) return;
      over = true;
      this.attempts.delete(id);
      tell();
    };
    this.client ??= this.connect();
    const stop = this.client.subscribe<StreamAnswer>(payload, {
      next: (answer) => {
        if (!over) attempt.answered(answer as StreamAnswer);
      },
      error: (error) =>
        end(() => {
          const { code = 0 } = error as { code?: number };
          if (Array.isArray(error)) attempt.refused(error as AnswerError[]);
          else if (code === FORBIDDEN) attempt.refused([TOKEN_INVALID]);
          else attempt.lost(error, FATAL.has(code));
        }),
      complete: () => end(() => attempt.completed()),
    });
    return () => {
      end(() => undefined);
      stop();
    };
  }

  close(): void {
    clearTimeout(this.pongTimer);
    void Promise.resolve(this.client?.dispose()).catch(() => undefined);
    this.client = undefined;
  }

  private connect(): Client {
    const { url, heartbeatMs = HEARTBEAT_MS, webSocket } = this.options;
    return createClient({
      url: url.replace(/^http/, 'ws'),
      // Each subscription comes back by itself, with its own cursor and pause.
      retryAttempts: 0,
      lazyCloseTimeout: LINGER_MS,
      keepAlive: heartbeatMs,
      connectionAckWaitTimeout: ACKNOWLEDGED_MS,
      generateID: (payload) => this.ids.get(payload) ?? '',
      connectionParams: async () => {
        const token = await this.token.get();
        return token === undefined ? undefined : { authorization: `Bearer ${token}` };
      },
      ...(webSocket !== undefined && { webSocketImpl: webSocket }),
      on: {
        connecting: () => this.events.connecting(),
        connected: () => this.events.connected(),
        ping: (received, payload) => {
          if (received) this.tellCursors(payload?.['cursors']);
          else this.awaitPong();
        },
        pong: (received) => {
          if (received) clearTimeout(this.pongTimer);
        },
        closed: () => this.broken(),
        error: () => this.broken(),
      },
    });
  }

  private broken(): void {
    clearTimeout(this.pongTimer);
    this.events.broken();
  }

  private tellCursors(cursors: unknown): void {
    if (typeof cursors !== 'object' || cursors === null) return;
    for (const [id, cursor] of Object.entries(cursors)) {
      if (typeof cursor === 'string') this.attempts.get(id)?.moved(cursor);
    }
  }

  /** A connection that is dead without having ended is found out by its silence. */
  private awaitPong(): void {
    clearTimeout(this.pongTimer);
    const { heartbeatMs = HEARTBEAT_MS } = this.options;
    this.pongTimer = setTimeout(() => this.client?.terminate(), heartbeatMs / 2);
  }
}
