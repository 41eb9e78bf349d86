import { hash } from 'node:crypto';
import type { Logger } from '@metamorphosis/core';
import type { RequestContext } from '@metamorphosis/federation';
import type { DocumentReference } from '../documents/reference.js';

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

/** One line of the access log in the making. */
export class AccessEntry {
  private readonly begun = performance.now();
  private readonly fetches: Record<string, Fetches> = {};
  private readonly operations: Record<string, unknown>[] = [];
  private ended = false;

  constructor(private readonly logger: Logger) {}

  /** Remembers what is asked for; several times in a batch. */
  operation(
    document: string | DocumentReference | undefined,
    name: string | undefined,
    kind: string | undefined,
  ): void {
    const id = typeof document === 'string' ? hash('sha256', document) : document?.id;
    this.operations.push({ operation: name, kind, hash: id });
  }

  /** The same context, which reports what subgraphs are asked. */
  observe(context: RequestContext): RequestContext {
    return {
      ...context,
      onFetch: (subgraph, ms, failed) => {
        const fetches = (this.fetches[subgraph] ??= { count: 0, ms: 0 });
        fetches.count += 1;
        fetches.ms = round(fetches.ms + ms);
        if (failed) fetches.failed = (fetches.failed ?? 0) + 1;
      },
    };
  }

  /** Writes the line; only the first call counts. */
  end(facts: AccessFacts): void {
    if (this.ended) return;
    this.ended = true;
    const [only, ...more] = this.operations;
    this.logger.info(
      {
        ...facts,
        ...(more.length > 0 ? { operations: this.operations } : only),
        durationMs: round(performance.now() - this.begun),
        fetches: this.fetches,
      },
      'Request',
    );
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
