import type { Secrets } from '@metamorphosis/contract';
import type { Board, Cache, EventLog, Lifecycle, Logger, Readiness } from '@metamorphosis/core';
import type {
  AuthorizationOptions,
  CoalescingOptions,
  CostOptions,
  Engine,
  EngineOptions,
  ForeignSubscriptionOptions,
  HttpSubgraphOptions,
  OverrideDecision,
  ServiceAddress,
} from '@metamorphosis/federation';
import type { Metrics } from '@metamorphosis/telemetry';
import type { CorsOptions } from './cors/cors.js';
import type { DocumentOptions } from './documents/documents.js';
import type { ErrorOptions } from './errors/format-error.js';
import type { IdentityOptions } from './identity/identity-options.js';
import type { AdmissionLimits } from './limits/admission.js';
import type { DocumentLimits } from './limits/check-document.js';
import type { BudgetOptions } from './limits/cost-budget.js';
import type { Load } from './limits/load.js';
import type { HeaderRules } from './propagation/header-rules.js';

/** Where the supergraph comes from. */
export type SupergraphSource =
  /** Running services: asked for their SDL, composed, watched. The gateway adds its own subgraph. */
  | {
      readonly kind: 'services';
      readonly services: readonly ServiceAddress[];
      /** How often to look for changes; 0: never. @default 5000 */
      readonly pollIntervalMs?: number;
    }
  /** A finished supergraph, or one of `@apollo/gateway`'s managers. Nothing is added to it. */
  | { readonly kind: 'supergraph'; readonly supergraph: EngineOptions['supergraph'] };

/** Bounds of the edge. */
export interface GatewayLimits extends DocumentLimits, AdmissionLimits {
  /** @default 1048576 */
  readonly maxBodyBytes?: number;
  /** Variables as JSON. @default 524288 */
  readonly maxVariablesBytes?: number;
  /** Requests in one, as a JSON array. @default 0: no batches */
  readonly maxBatch?: number;
  /** Tokens of a document. @default 20000 */
  readonly maxTokens?: number;
  /** How long the head of a request may take to arrive. @default 10000 */
  readonly headersTimeoutMs?: number;
  /** How long a whole request may take to arrive. @default 30000 */
  readonly requestTimeoutMs?: number;
  /** One message of a WebSocket. @default 1048576 */
  readonly maxMessageBytes?: number;
  /** Event streams that carry several operations (graphql-sse's single connection mode). @default 10000 */
  readonly maxEventStreams?: number;
  /** Operations under way on one WebSocket or event stream. @default 100 */
  readonly maxOperationsPerConnection?: number;
  /** How long a WebSocket may take to say who it is, and a reserved event stream to connect. @default 3000 */
  readonly connectionInitTimeoutMs?: number;
  /** How often a silent client is asked whether it is there, and told its cursors. @default 12000 */
  readonly heartbeatMs?: number;
  /** Events kept for a subscriber that reads too slowly. @default 1024 */
  readonly maxBufferedEvents?: number;
  /** How often to look whether a topic that is followed was made anew. @default 10000 */
  readonly topicCheckMs?: number;
}

/** What feeds commands and subscriptions of our own services. */
export interface GatewayPlatform {
  readonly board: Board;
  readonly log: Pick<EventLog, 'topic' | 'ranges'>;
}

/** What a gateway stands on. Platform and readiness stay the caller's: closing the gateway leaves them open. */
export interface GatewayOptions {
  readonly source: SupergraphSource;
  /** @default none: a supergraph with subgraphs at `board:` or `local:` is refused */
  readonly platform?: GatewayPlatform;
  /** Signs cursors and what subgraphs are told of callers. @default neither; a platform needs them */
  readonly secrets?: Secrets;
  readonly readiness: Readiness;
  readonly logger: Logger;
  /** `development` shows messages of internal errors to clients. */
  readonly mode: 'development' | 'production';
  /** Serve GraphiQL at `/`. @default in development */
  readonly graphiql?: boolean;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 takes a free one. @default 4000 */
  readonly port?: number;
  /** How requests in hand are finished when it closes, at most. @default 10000 */
  readonly drainTimeoutMs?: number;
  readonly limits?: GatewayLimits;
  /** Pages of other origins that may read answers. @default none */
  readonly cors?: CorsOptions;
  /**
   * Refuses what any page could make a browser send: GET without a header that proves otherwise,
   * sockets opened by pages of other origins. @default true
   */
  readonly csrfPrevention?: boolean;
  /** Writes a line for each request: operation, hash, times; never variables. @default in production */
  readonly accessLog?: boolean;
  /** Where it counts what it does (docs/guides/gateway.md). @default nowhere */
  readonly metrics?: Metrics;
  /** Of the operations used most, so many are planned before a new supergraph takes over. @default 100 */
  readonly warmOperations?: number;
  /** How subgraphs are asked: timeouts, retries, circuit breakers. */
  readonly http?: HttpSubgraphOptions;
  /** How subscriptions are reached that subgraphs serve themselves. */
  readonly foreignSubscriptions?: ForeignSubscriptionOptions;
  /** What of a client's request goes to subgraphs, besides the trace. @default nothing */
  readonly headers?: HeaderRules;
  /** What clients read of errors of subgraphs. @default their names in development; what is meant for clients */
  readonly errors?: Pick<ErrorOptions, 'subgraphNames' | 'shown'>;
  /** Answers questions about the schema, and proposes names where one is mistyped. @default true */
  readonly introspection?: boolean;
  /** How callers are identified. @default nobody is */
  readonly identity?: IdentityOptions;
  /** How it is decided what callers may see of what the supergraph protects. */
  readonly authorization?: AuthorizationOptions;
  /** Decides by request about labels of `@override`. @default `percent(n)` by chance, no other holds */
  readonly overrides?: OverrideDecision;
  /** Bounds what operations are taken to cost. @default nothing does, and it is not estimated */
  readonly cost?: Pick<CostOptions, 'max' | 'listSize'> & {
    /** What all operations of a caller together may cost in a minute. @default as much as they like */
    readonly perMinute?: BudgetOptions;
  };
  /** Documents that clients name instead of sending them. @default those sent with their hash */
  readonly documents?: DocumentOptions;
  /**
   * Keeps answers for as long as `@cacheControl` says that they hold, and tells clients and proxies so. Stays the
   * caller's to close. @default none are kept, and nothing is told
   */
  readonly responseCache?: Cache;
  /** What identical queries under way may share. @default everything that two callers may share */
  readonly coalescing?: CoalescingOptions | false;
  /** Stops waiting for services at the start. */
  readonly signal?: AbortSignal;
}

/** A gateway that listens. */
export interface Gateway extends Lifecycle {
  /** `http://127.0.0.1:4000/graphql` */
  readonly url: string;
  readonly port: number;
  readonly engine: Engine;
  /** What it has in hand just now. */
  load(): Load;
  /**
   * Composes from these services from now on, in place of those before: they moved, or others are to be served. Live
   * subscriptions go on. Resolves once the new supergraph has taken over; rejects with CONFIGURATION_INVALID when
   * there is none (what was served before goes on), or when this gateway's supergraph is not made of services.
   */
  serve(services: readonly ServiceAddress[]): Promise<void>;
}
