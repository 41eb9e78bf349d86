import { Pool } from 'undici';
import { errors } from '@metamorphosis/contract';
import type { Coalescer } from '../coalescing/coalescer.js';
import { InFlight } from '../coalescing/in-flight.js';
import type { RequestContext } from '../engine/engine.js';
import { exchange, type HttpReply } from './http-exchange.js';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.js';

/** How a subgraph is reached over HTTP. */
export interface HttpSubgraphOptions {
  /** Sockets to one subgraph. A SYNC command holds one while it waits. @default 256 */
  readonly connections?: number;
  /** How long a request may take. Longer than the longest SYNC timeout. @default 60000 */
  readonly timeoutMs?: number;
  /** Further headers of a request, made when it is sent: they tell who asks, and do not live long. */
  readonly headersOf?: (context: RequestContext) => Promise<Readonly<Record<string, string>>>;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** A subgraph behind HTTP, with a pool of kept-alive connections. */
export class HttpSubgraph implements SubgraphClient {
  private readonly pool: Pool;
  private readonly path: string;
  private readonly inFlight = new InFlight<HttpReply>();
  private closing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    url: string,
    private readonly options: HttpSubgraphOptions = {},
    /** Given: identical requests of queries that are under way are sent once. */
    private readonly coalescer?: Coalescer,
  ) {
    const { connections = 256, timeoutMs = 60_000 } = options;
    const parsed = new URL(url);
    this.path = parsed.pathname + parsed.search;
    this.pool = new Pool(parsed.origin, {
      connections,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  }

  async send(request: SubgraphRequest, context: RequestContext): Promise<SubgraphResponse> {
    const body = `{"query":${request.queryJson},"variables":${request.variablesJson}}`;
    const { status, text } = await this.ask(body, request.kind, context);
    // Each gets an object of its own: answers are completed in place.
    return parseResponse(this.name, status, text);
  }

  close(): Promise<void> {
    return (this.closing ??= this.pool.close());
  }

  async destroy(): Promise<void> {
    await this.pool.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private ask(
    body: string,
    kind: SubgraphRequest['kind'],
    context: RequestContext,
  ): Promise<HttpReply> {
    // A mutation that was sent runs on whether or not anybody waits.
    if (kind === 'mutation') return this.post(body, context, undefined);
    if (!this.coalescer) return this.postQuery(body, context, context.signal);
    const key = this.coalescer.keyOf(context, body);
    return this.inFlight.join(key, context.signal, (signal) =>
      this.postQuery(body, context, signal),
    );
  }

  private async postQuery(
    body: string,
    context: RequestContext,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> {
    try {
      return await this.post(body, context, signal);
    } catch (error) {
      // A kept-alive connection that the subgraph closed meanwhile fails before anything was read.
      const { cause } = error as { cause?: unknown };
      if (!isConnectionLoss(cause) || signal?.aborted) throw error;
    }
    return this.post(body, context, signal);
  }

  private async post(
    body: string,
    context: RequestContext,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> {
    const own = await this.options.headersOf?.(context);
    const headers = { ...HEADERS, ...context.headers, ...own };
    const request = { path: this.path, method: 'POST' as const, headers, body };
    try {
      return await exchange(this.pool, request, signal);
    } catch (cause) {
      throw errors.SUBGRAPH_UNAVAILABLE([this.name], { cause });
    }
  }
}

const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isConnectionLoss(error: unknown): boolean {
  return LOST.has(String((error as { code?: unknown } | null)?.code));
}

function parseResponse(name: string, status: number, text: string): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    if (status >= 500) throw errors.SUBGRAPH_UNAVAILABLE([name], { cause });
    throw errors.SUBGRAPH_INVALID_RESPONSE([name, `HTTP ${status} without JSON`], { cause });
  }
  if (isResponse(parsed)) return parsed;
  throw errors.SUBGRAPH_INVALID_RESPONSE([name, `HTTP ${status} without data and errors`]);
}

function isResponse(value: unknown): value is SubgraphResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { data, errors: list } = value as { data?: unknown; errors?: unknown };
  const hasErrors = Array.isArray(list) && list.length > 0;
  return typeof data === 'object' && (data !== null || hasErrors) ? true : hasErrors;
}
