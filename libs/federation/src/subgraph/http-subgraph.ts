import { Pool } from 'undici';
import { errors, isMetamorphosisError } from '@metamorphosis/contract';
import { pause, silentLogger, type Logger } from '@metamorphosis/core';
import type { Coalescer } from '../coalescing/coalescer.js';
import { InFlight } from '../coalescing/in-flight.js';
import type { RequestContext } from '../engine/engine.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { exchange, type HttpReply } from './http-exchange.js';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.js';
import { readSubgraphResponse } from './subgraph-response.js';
import {
  DEFAULT_TRAFFIC,
  isPassing,
  waitBefore,
  type RetryOptions,
  type TrafficOptions,
} from './traffic.js';

/** How subgraphs are reached over HTTP. */
export interface HttpSubgraphOptions extends TrafficOptions {
  /** What differs for a subgraph, by its name. */
  readonly subgraphs?: Readonly<Record<string, TrafficOptions>>;
  /** Told when a subgraph is left alone, and when it is asked again. */
  readonly onBreaker?: (subgraph: string, state: 'open' | 'closed') => void;
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
  private readonly traffic: Required<Omit<TrafficOptions, 'breaker' | 'retries'>> & {
    readonly retries: Required<RetryOptions>;
  };
  private readonly breaker: CircuitBreaker | undefined;
  private closing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    url: string,
    private readonly options: HttpSubgraphOptions = {},
    /** Given: identical requests of queries that are under way are sent once. */
    private readonly coalescer?: Coalescer,
    logger: Logger = silentLogger,
  ) {
    const own = options.subgraphs?.[name] ?? {};
    this.traffic = {
      ...DEFAULT_TRAFFIC,
      ...defined(options),
      ...defined(own),
      retries: { ...DEFAULT_TRAFFIC.retries, ...options.retries, ...own.retries },
    };
    const breaker = own.breaker ?? options.breaker ?? {};
    if (breaker !== false) {
      this.breaker = new CircuitBreaker({ ...(options.breaker || {}), ...breaker }, (state) => {
        if (state === 'open') logger.warn({ subgraph: name }, 'A subgraph fails: it is left alone');
        else logger.info({ subgraph: name }, 'A subgraph answers again');
        options.onBreaker?.(name, state);
      });
    }
    const { connections } = this.traffic;
    const parsed = new URL(url);
    this.path = parsed.pathname + parsed.search;
    this.pool = new Pool(parsed.origin, {
      connections,
      pipelining: 1,
      // Each request has a deadline of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
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
    const { retries } = this.traffic;
    for (let failures = 0, lost = 0; ;) {
      try {
        const reply = await this.post(body, context, signal);
        if (!isPassing(reply.status) || failures >= retries.attempts) return reply;
      } catch (error) {
        if (signal?.aborted || !isMetamorphosisError(error)) throw error;
        const { cause } = error;
        // A kept-alive connection that the subgraph closed meanwhile fails before anything was read.
        if (isConnectionLoss(cause) && lost === 0) {
          lost += 1;
          continue;
        }
        // What took too long would take as long again, and what is left alone would not be asked.
        if (!isUnreachable(cause) || failures >= retries.attempts) throw error;
      }
      await pause(waitBefore(failures, retries), signal);
      failures += 1;
    }
  }

  private async post(
    body: string,
    context: RequestContext,
    signal: AbortSignal | undefined,
  ): Promise<HttpReply> {
    const { breaker, traffic } = this;
    const own = await this.options.headersOf?.(context);
    if (breaker && !breaker.admits()) throw errors.SUBGRAPH_UNAVAILABLE([this.name]);
    const headers = {
      ...HEADERS,
      ...context.headers,
      ...context.subgraphHeaders?.[this.name],
      ...own,
    };
    const request = { path: this.path, method: 'POST' as const, headers, body };
    try {
      const reply = await exchange(this.pool, request, signal, traffic.timeoutMs);
      if (isPassing(reply.status)) breaker?.failed();
      else breaker?.succeeded();
      return reply;
    } catch (cause) {
      if (signal?.aborted) breaker?.left();
      else breaker?.failed();
      throw errors.SUBGRAPH_UNAVAILABLE([this.name], { cause });
    }
  }
}

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnreachable(error: unknown): boolean {
  return UNREACHABLE.has(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code, errors: several } = (error ?? {}) as { code?: unknown; errors?: unknown };
  // A name with several addresses fails once for each.
  if (code === undefined && Array.isArray(several)) return codeOf(several[0]);
  return String(code);
}

const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isConnectionLoss(error: unknown): boolean {
  return LOST.has(codeOf(error));
}

/** Options that say nothing leave the default alone. */
function defined({
  connections,
  timeoutMs,
}: TrafficOptions): Pick<TrafficOptions, 'connections' | 'timeoutMs'> {
  return {
    ...(connections !== undefined && { connections }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function parseResponse(name: string, status: number, text: string): SubgraphResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    if (status >= 500) throw errors.SUBGRAPH_UNAVAILABLE([name], { cause });
    throw errors.SUBGRAPH_INVALID_RESPONSE([name, `HTTP ${status} without JSON`], { cause });
  }
  const response = readSubgraphResponse(parsed);
  if (response) return response;
  throw errors.SUBGRAPH_INVALID_RESPONSE([name, `HTTP ${status} without data and errors`]);
}
