import { Pool } from 'undici';
import { errors } from '@metamorphosis/contract';
import type { RequestContext } from '../engine/engine.js';
import type { SubgraphClient, SubgraphRequest, SubgraphResponse } from './subgraph-client.js';

/** How a subgraph is reached over HTTP. */
export interface HttpSubgraphOptions {
  /** Sockets to one subgraph. A SYNC command holds one while it waits. @default 256 */
  readonly connections?: number;
  /** How long a request may take. Longer than the longest SYNC timeout. @default 60000 */
  readonly timeoutMs?: number;
}

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

/** A subgraph behind HTTP, with a pool of kept-alive connections. */
export class HttpSubgraph implements SubgraphClient {
  private readonly pool: Pool;
  private readonly path: string;
  private closing: Promise<void> | undefined;

  constructor(
    readonly name: string,
    url: string,
    { connections = 256, timeoutMs = 60_000 }: HttpSubgraphOptions = {},
  ) {
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
    try {
      return await this.post(body, request.kind, context);
    } catch (error) {
      // A kept-alive connection that the subgraph closed meanwhile fails before anything was read.
      if (request.kind !== 'query' || !isConnectionLoss(error) || context.signal?.aborted) {
        throw this.failure(error);
      }
    }
    try {
      return await this.post(body, request.kind, context);
    } catch (error) {
      throw this.failure(error);
    }
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

  private async post(
    body: string,
    kind: SubgraphRequest['kind'],
    context: RequestContext,
  ): Promise<SubgraphResponse> {
    const response = await this.pool.request({
      path: this.path,
      method: 'POST',
      headers: context.headers ? { ...HEADERS, ...context.headers } : HEADERS,
      body,
      // A mutation that was sent runs on whether or not anybody waits.
      ...(kind === 'query' && context.signal && { signal: context.signal }),
    });
    const text = await response.body.text();
    return parseResponse(this.name, response.statusCode, text);
  }

  private failure(cause: unknown): unknown {
    if (isInvalidResponse(cause)) return cause;
    return errors.SUBGRAPH_UNAVAILABLE([this.name], { cause });
  }
}

const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isConnectionLoss(error: unknown): boolean {
  return LOST.has(String((error as { code?: unknown } | null)?.code));
}

function isInvalidResponse(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'SUBGRAPH_INVALID_RESPONSE';
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
