import type { RequestContext } from '../engine/engine.js';

/** What requests under way may be answered together. Mutations never are. */
export interface CoalescingOptions {
  /** Whole queries: same document, variables, subject and headers for subgraphs. @default true */
  readonly queries?: boolean;
  /** Requests to subgraphs that belong to queries: same subgraph, body, subject and headers. @default true */
  readonly fetches?: boolean;
}

/** Differ with each request and change no answer. */
export const TRACE_HEADERS: ReadonlySet<string> = new Set(['traceparent', 'tracestate']);

/**
 * Tells requests apart that must not share an answer: those of different subjects and claims, those that
 * subgraphs see with other headers, and those before and after a mutation that went through here:
 * who has seen its outcome never joins a query that began before it.
 */
export class Coalescer {
  private mutations = 0;

  /** To be called when a mutation is over, before its answer goes out. */
  mutated(): void {
    this.mutations += 1;
  }

  /** A key under which the same `text` means the same request. */
  keyOf(context: RequestContext, text: string): string {
    return `${this.mutations}${identityKey(context)}\n${text}`;
  }
}

/** Equal for callers whom every subgraph answers alike: by subject, claims and headers for subgraphs. */
export function identityKey(context: RequestContext): string {
  const { subject, claims } = context;
  let key = '';
  // Lengths keep a value from looking like the next part.
  if (subject !== undefined) key += ` ${subject.length}:${subject}`;
  // Whoever answers in this process may look at what else a token says.
  if (claims !== undefined) {
    const said = JSON.stringify(claims);
    key += ` claims ${said.length}:${said}`;
  }
  return `${key}${publicKey(context)}`;
}

/** Equal for callers to whom subgraphs tell what is for all alike: by the headers that subgraphs see, whoever asks. */
export function publicKey({
  headers,
  subgraphHeaders,
}: Pick<RequestContext, 'headers' | 'subgraphHeaders'>): string {
  let key = headersKey(headers);
  for (const subgraph in subgraphHeaders) {
    key += ` for ${subgraph.length}:${subgraph}${headersKey(subgraphHeaders[subgraph])}`;
  }
  return key;
}

function headersKey(headers: RequestContext['headers']): string {
  let key = '';
  for (const name in headers) {
    if (TRACE_HEADERS.has(name)) continue;
    const value = headers[name] ?? '';
    key += ` ${name}=${value.length}:${value}`;
  }
  return key;
}
