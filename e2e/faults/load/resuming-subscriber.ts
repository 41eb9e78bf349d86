import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import type { SubscriberLog } from '../ledger/evidence.js';

/** What to subscribe to: a field whose selection is the event's own data. */
export interface Subscription {
  readonly name: string;
  /** The event type behind the field. */
  readonly type: string;
  readonly field: string;
  readonly selection: string;
}

const PAUSE_MS = 200;

/**
 * A client that wants every event: it keeps the newest cursor that it was given, with an event or
 * with a ping, and comes back with it whenever its connection ends.
 */
export class ResumingSubscriber implements SubscriberLog, AsyncDisposable {
  readonly received: Record<string, unknown>[] = [];
  resumed = 0;
  private cursor: string | undefined;
  private closed = false;
  private client: Client | undefined;
  private readonly running: Promise<void>;
  private readonly first = Promise.withResolvers<void>();

  private constructor(
    private readonly url: string,
    private readonly wanted: Subscription,
  ) {
    this.running = this.run();
  }

  /** Subscribes; resolves once the gateway has given a cursor: from then on it owes everything. */
  static async start(url: string, wanted: Subscription): Promise<ResumingSubscriber> {
    const subscriber = new ResumingSubscriber(url, wanted);
    await subscriber.first.promise;
    return subscriber;
  }

  get name(): string {
    return this.wanted.name;
  }

  get type(): string {
    return this.wanted.type;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      await this.listen().catch(() => undefined);
      if (this.closed) return;
      this.resumed += 1;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** One connection; ends with it. */
  private listen(): Promise<void> {
    const ended = Promise.withResolvers<void>();
    const client = createClient({
      url: this.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      on: {
        closed: () => ended.resolve(),
        // The server's pings carry the cursors of its quiet streams, by subscription.
        ping: (received, payload) => {
          if (received) this.keep(Object.values(cursorsOf(payload))[0]);
        },
      },
    });
    this.client = client;
    const { field, selection } = this.wanted;
    client.subscribe(
      {
        query: `subscription { ${field} ${selection} }`,
        extensions: this.cursor === undefined ? {} : { cursor: this.cursor },
      },
      {
        next: ({ data, extensions }) => {
          const event = data?.[field] as Record<string, unknown> | null | undefined;
          if (event) this.received.push(event);
          this.keep((extensions as { cursor?: unknown } | undefined)?.cursor);
        },
        error: () => ended.resolve(),
        complete: () => ended.resolve(),
      },
    );
    return ended.promise.finally(() => client.dispose());
  }

  private keep(cursor: unknown): void {
    if (typeof cursor !== 'string') return;
    this.cursor = cursor;
    this.first.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.client?.dispose();
    await this.running;
  }
}

function cursorsOf(payload: unknown): Readonly<Record<string, unknown>> {
  return (payload as { cursors?: Record<string, unknown> } | undefined)?.cursors ?? {};
}
