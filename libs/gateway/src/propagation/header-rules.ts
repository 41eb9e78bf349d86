import type { IncomingHttpHeaders } from 'node:http';
import { IDENTITY_HEADER } from '@metamorphosis/contract';
import type { RequestContext } from '@metamorphosis/federation';

/** One header that subgraphs get. Names are in lower case. */
export type HeaderRule =
  | {
      readonly kind: 'propagate';
      readonly name: string;
      /** Under another name. */
      readonly as?: string;
      /** Where the client sent none. */
      readonly fallback?: string;
    }
  /** All of the client's headers that match; never those with credentials, which have to be named. */
  | { readonly kind: 'matching'; readonly pattern: RegExp }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  /** What the caller's token says. */
  | { readonly kind: 'claim'; readonly claim: string; readonly as: string };

/** Which headers go with requests to subgraphs. */
export interface HeaderRules {
  readonly all?: readonly HeaderRule[];
  /** By the subgraph's name; they stand above those for all. */
  readonly subgraphs?: Readonly<Record<string, readonly HeaderRule[]>>;
}

/** Where values come from. */
export interface HeaderSources {
  readonly headers: IncomingHttpHeaders;
  /** The payload of a socket's first message, asked where the handshake has no such header. */
  readonly init?: Readonly<Record<string, unknown>> | undefined;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

const OWN = new Set([
  ...['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
  ...['proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['host', 'content-length', 'content-type', 'content-encoding', 'accept', 'accept-encoding'],
  ...['traceparent', 'tracestate', IDENTITY_HEADER],
]);
const CREDENTIALS = new Set(['authorization', 'cookie', 'set-cookie']);

/** Whether a header is the gateway's own business towards subgraphs: no rule may name it. */
export function isOwnHeader(name: string): boolean {
  return OWN.has(name) || name.startsWith('sec-websocket-');
}

/** Makes the headers of subgraph requests from what a client sent. */
export function compileHeaderRules({
  all = [],
  subgraphs = {},
}: HeaderRules): (sources: HeaderSources) => Pick<RequestContext, 'headers' | 'subgraphHeaders'> {
  const single = Object.entries(subgraphs).filter(([, rules]) => rules.length > 0);
  return (sources) => ({
    headers: apply(all, sources),
    ...(single.length > 0 && {
      subgraphHeaders: Object.fromEntries(
        single.map(([name, rules]) => [name, apply(rules, sources)]),
      ),
    }),
  });
}

/** The headers of a client that rules take something from; undefined when it may be any. */
export function headersRead({ all = [], subgraphs = {} }: HeaderRules): string[] | undefined {
  const names = new Set<string>();
  for (const rule of [...all, ...Object.values(subgraphs).flat()]) {
    if (rule.kind === 'matching') return undefined;
    if (rule.kind === 'propagate') names.add(rule.name);
    if (rule.kind === 'claim') names.add('authorization');
  }
  return [...names];
}

function apply(rules: readonly HeaderRule[], sources: HeaderSources): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const rule of rules) {
    switch (rule.kind) {
      case 'propagate':
        put(headers, rule.as ?? rule.name, sent(sources, rule.name) ?? rule.fallback);
        break;
      case 'matching':
        for (const name of Object.keys(sources.headers)) {
          if (!rule.pattern.test(name) || isOwnHeader(name) || CREDENTIALS.has(name)) continue;
          put(headers, name, sent(sources, name));
        }
        break;
      case 'set':
        put(headers, rule.name, rule.value);
        break;
      case 'claim':
        put(headers, rule.as, claimText(sources.claims?.[rule.claim]));
        break;
    }
  }
  return headers;
}

function sent({ headers, init }: HeaderSources, name: string): string | undefined {
  const value = headers[name] ?? init?.[name];
  return typeof value === 'string' ? value : undefined;
}

function claimText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** What a header may hold: a value that could end it is not sent. */
const SAFE = /^[\t\x20-\x7e\x80-\xff]*$/;

function put(headers: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined && SAFE.test(value)) headers[name] = value;
}
