import type { RequestContext } from '../engine/engine.js';

/** How one subgraph's own subscriptions are reached. */
export interface ForeignTraffic {
  /** Where it takes WebSockets: `ws:`, `wss:`. @default the address of its requests, with `ws` for `http` */
  readonly url?: string;
  /** Callers whom a subgraph cannot tell apart share what they subscribe to alike. @default true */
  readonly shared?: boolean;
  /** How long a connection may take to be acknowledged. @default 10000 */
  readonly connectTimeoutMs?: number;
  /** How often a silent subgraph is asked whether it is there; one that does not answer is lost. @default 12000 */
  readonly heartbeatMs?: number;
  /** What happens when a connection is lost that stood. */
  readonly reconnect?: ReconnectOptions;
}

/** How a lost connection is opened again. Events of the meantime are lost: there is no cursor. */
export interface ReconnectOptions {
  /** Tries until subscriptions end with SUBGRAPH_UNAVAILABLE; 0: they end at once. @default 5 */
  readonly attempts?: number;
  /** Before the first of them; the wait doubles, less up to a half by chance. @default 500 */
  readonly firstMs?: number;
  /** @default 10000 */
  readonly maxMs?: number;
}

/** How subscriptions are reached that subgraphs serve themselves. */
export interface ForeignSubscriptionOptions extends Omit<ForeignTraffic, 'url'> {
  /** What differs for a subgraph, by its name. */
  readonly subgraphs?: Readonly<Record<string, ForeignTraffic>>;
  /** Events kept for a subscriber that reads too slowly. @default 1024 */
  readonly maxBufferedEvents?: number;
  /** Further entries of a connection's parameters, made when it is opened: they tell who asks. */
  readonly headersOf?: (context: RequestContext) => Promise<Readonly<Record<string, string>>>;
}

/** What holds where nothing else is said. */
export const DEFAULT_FOREIGN = {
  shared: true,
  connectTimeoutMs: 10_000,
  heartbeatMs: 12_000,
  reconnect: { attempts: 5, firstMs: 500, maxMs: 10_000 },
} as const;

/** Traffic with nothing left open. */
export type CompleteTraffic = Required<Omit<ForeignTraffic, 'reconnect'>> & {
  readonly reconnect: Required<ReconnectOptions>;
};

/** What holds for one subgraph, whose requests go to `url`. */
export function trafficOf(
  options: ForeignSubscriptionOptions,
  subgraph: string,
  url: string,
): CompleteTraffic {
  const own = options.subgraphs?.[subgraph] ?? {};
  const { shared, connectTimeoutMs, heartbeatMs } = { ...DEFAULT_FOREIGN, ...options, ...own };
  return {
    url: own.url ?? url.replace(/^http/, 'ws'),
    shared,
    connectTimeoutMs,
    heartbeatMs,
    reconnect: { ...DEFAULT_FOREIGN.reconnect, ...options.reconnect, ...own.reconnect },
  };
}
