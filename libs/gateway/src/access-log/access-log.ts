import { hash } from 'node:crypto';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '@metamorphosis/core';
import type { RequestContext } from '@metamorphosis/federation';
import type { DocumentReference } from '../documents/reference.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';

/** What a subgraph was asked on behalf of one operation. */
interface Fetches {
  count: number;
  ms: number;
  failed?: number;
}

/** What is known of an operation when it ends. Never its variables. */
export interface AccessFacts {
  readonly transport: 'http' | 'text/event-stream' | 'multipart/mixed' | 'websocket';
  readonly status?: number;
  /** The client went away before it was answered. */
  readonly aborted?: boolean;
  /** The first error's code, where there is one. */
  readonly code?: string | undefined;
}

/** Who wants to know of operations. */
export interface AccessObserver {
  /** Writes a line for each request. */
  readonly logger?: Logger | undefined;
  readonly metrics?: GatewayMetrics | undefined;
}

/** What is told of one request: a line of the access log in the making, and measures. */
export class AccessEntry {
  private readonly begun = performance.now();
  private readonly fetches: Record<string, Fetches> = {};
  private readonly operations: Record<string, unknown>[] = [];
  private cost: number | undefined;
  private code: string | undefined;
  private ended = false;

  constructor(private readonly observer: AccessObserver) {}

  /** Remembers what is asked for; several times in a batch. */
  operation(
    document: string | DocumentReference | undefined,
    name: string | undefined,
    kind: string | undefined,
  ): void {
    if (!this.observer.logger) return;
    const id = typeof document === 'string' ? hashOf(document) : document?.id;
    this.operations.push({ operation: name, kind, hash: id });
  }

  /** Remembers the code of the first error, where there is one. */
  answered(errors: readonly GraphQLFormattedError[]): void {
    this.code ??= errors[0]?.extensions?.['code'] as string | undefined;
  }

  /** The same context, which reports what subgraphs are asked. */
  observe(context: RequestContext): RequestContext {
    return {
      ...context,
      onCost: (cost) => {
        this.cost = (this.cost ?? 0) + cost;
        this.observer.metrics?.estimated(cost);
      },
      onFetch: (subgraph, ms, failed) => {
        const fetches = (this.fetches[subgraph] ??= { count: 0, ms: 0 });
        fetches.count += 1;
        fetches.ms = round(fetches.ms + ms);
        if (failed) fetches.failed = (fetches.failed ?? 0) + 1;
        this.observer.metrics?.fetched(subgraph, ms, failed);
      },
    };
  }

  /** Writes the line; only the first call counts. */
  end(facts: AccessFacts): void {
    if (this.ended) return;
    this.ended = true;
    const { logger, metrics } = this.observer;
    const ms = performance.now() - this.begun;
    const { code = this.code } = facts;
    metrics?.answered(facts.transport, code, ms / 1000);
    if (!logger) return;
    const [only, ...more] = this.operations;
    logger.info(
      {
        ...facts,
        ...(code !== undefined && { code }),
        ...(more.length > 0 ? { operations: this.operations } : only),
        ...(this.cost !== undefined && { cost: this.cost }),
        durationMs: round(ms),
        fetches: this.fetches,
      },
      'Request',
    );
  }
}

let hashed = { document: '', hash: hash('sha256', '') };

/** One text for all who ask with the same document, one after the other: subscriptions hold it as long as they run. */
function hashOf(document: string): string {
  if (document !== hashed.document) hashed = { document, hash: hash('sha256', document) };
  return hashed.hash;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
