import { errors } from '@metamorphosis/contract';
import type { Lifecycle, Logger } from '@metamorphosis/core';
import { identityKey, TRACE_HEADERS } from '../coalescing/coalescer.js';
import type {
  Feed,
  SubscriptionRequest,
  SubscriptionSource,
} from '../subscription/subscription-source.js';
import {
  trafficOf,
  type CompleteTraffic,
  type ForeignSubscriptionOptions,
} from './foreign-options.js';
import { UpstreamConnection } from './upstream-connection.js';
import { Upstream } from './upstream.js';

const DEFAULT_BUFFER = 1024;

/**
 * Subscriptions that subgraphs serve themselves, over graphql-transport-ws: one connection for each
 * subgraph and identity, one subscription for all who ask it for the same. Nothing of it can be
 * resumed: a cursor is refused (CURSOR_INVALID). Rejects with SUBGRAPH_UNAVAILABLE, and with what the
 * subgraph refuses by.
 */
export class ForeignSource implements SubscriptionSource, Lifecycle {
  private readonly connections = new Map<string, UpstreamConnection>();
  private readonly upstreams = new Map<string, Upstream>();
  private unshared = 0;
  private closed = false;

  constructor(
    private readonly options: ForeignSubscriptionOptions,
    private readonly logger: Logger,
  ) {}

  async open(request: SubscriptionRequest): Promise<Feed> {
    if (this.closed) throw errors.CLOSED(['The gateway']);
    if (request.cursor !== undefined) throw errors.CURSOR_INVALID([]);
    const { subgraph, url, context, operation } = request;
    const traffic = trafficOf(this.options, subgraph, url);
    const connectionKey = JSON.stringify([subgraph, traffic.url, identityKey(context)]);
    const own = traffic.shared ? '' : (this.unshared += 1);
    const key = JSON.stringify([connectionKey, operation.query, operation.variables, own]);
    let upstream = this.upstreams.get(key);
    if (!upstream) {
      const connection = this.connection(connectionKey, traffic, request);
      upstream = new Upstream({
        subgraph,
        connection,
        operation,
        maxBufferedEvents: this.options.maxBufferedEvents ?? DEFAULT_BUFFER,
        logger: this.logger,
        onEnd: () => {
          this.upstreams.delete(key);
          // One that stands is kept for a moment: whoever left may come back.
          if (connection.isIdle && !connection.isOpen) this.drop(connectionKey, connection);
        },
      });
      this.upstreams.set(key, upstream);
    }
    return upstream.join(context.signal);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const upstream of [...this.upstreams.values()]) {
      upstream.end({ error: errors.CLOSED(['The gateway']) });
    }
    for (const [key, connection] of [...this.connections]) this.drop(key, connection);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private connection(
    key: string,
    traffic: CompleteTraffic,
    { subgraph, context }: SubscriptionRequest,
  ): UpstreamConnection {
    let connection = this.connections.get(key);
    if (!connection) {
      const parameters = async (): Promise<Record<string, string>> => ({
        ...withoutTrace(context.headers),
        ...withoutTrace(context.subgraphHeaders?.[subgraph]),
        ...(await this.options.headersOf?.(context)),
      });
      connection = new UpstreamConnection(subgraph, traffic, parameters, this.logger);
      const made = connection;
      made.onIdleClose = () => this.drop(key, made);
      this.connections.set(key, connection);
    }
    return connection;
  }

  private drop(key: string, connection: UpstreamConnection): void {
    if (this.connections.get(key) === connection) this.connections.delete(key);
    connection.close();
  }
}

/** A connection is many callers', and none of their traces. */
function withoutTrace(
  headers: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !TRACE_HEADERS.has(name)));
}
