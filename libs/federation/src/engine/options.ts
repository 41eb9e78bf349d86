import type { SupergraphManager } from '@apollo/gateway';
import type { DocumentNode, GraphQLError } from 'graphql';
import type { Cache, Logger } from '@metamorphosis/core';
import type { AuthorizationOptions } from '../authorization/grants.js';
import type { CoalescingOptions } from '../coalescing/coalescer.js';
import type { ForeignSubscriptionOptions } from '../foreign/foreign-options.js';
import type { CostOptions } from '../operation/operation-cost.js';
import type { OverrideDecision } from '../overrides/decide-override.js';
import type { HttpSubgraphOptions } from '../subgraph/http-subgraph.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import type { SubscriptionSource } from '../subscription/subscription-source.js';
import type { ErrorFormatter } from './answer.js';
import type { EngineStatus } from './engine.js';

/** What an engine is made of. */
export interface EngineOptions {
  /** Supergraph SDL, or where supergraphs come from: one of `@apollo/gateway`'s managers or ours. */
  readonly supergraph: string | SupergraphManager;
  /**
   * Clients for subgraphs that are not reached over HTTP, by the scheme of their address
   * (`local:` and what else a supergraph may name).
   */
  readonly clients?: Readonly<Record<string, (name: string, url: string) => SubgraphClient>>;
  /** Who feeds subscriptions, by the scheme of the address of the subgraph that holds the field. */
  readonly subscriptions?: Readonly<Record<string, SubscriptionSource>>;
  /** How subgraphs at `http:` and `https:` are reached that serve subscriptions themselves. */
  readonly foreignSubscriptions?: ForeignSubscriptionOptions;
  /** Decides what clients read of an error. @default everything */
  readonly formatError?: ErrorFormatter;
  readonly http?: HttpSubgraphOptions;
  /** Identical queries under way are answered together; false: each for itself. @default true for both kinds */
  readonly coalescing?: CoalescingOptions | false;
  /**
   * Keeps answers for as long as the schema's `@cacheControl` says that they hold: public ones, without errors.
   * Stays the caller's to close. @default none are kept
   */
  readonly responseCache?: Cache;
  /** Told of each answer that was looked for there. */
  readonly onCached?: (found: 'hit' | 'miss') => void;
  /** How it is decided what callers may see of what the supergraph protects. */
  readonly authorization?: AuthorizationOptions;
  /** Decides by request about labels of `@override`. @default `percent(n)` by chance, no other holds */
  readonly overrides?: OverrideDecision;
  /** Refuses operations that are taken to cost more (LIMIT_EXCEEDED). @default none is */
  readonly cost?: CostOptions;
  readonly logger?: Logger;
  /**
   * Compiled operations kept; those with long texts, or many forms by their `@skip` and `@include`, are fewer: 4 Mi characters
   * together. @default 1000
   */
  readonly planCacheSize?: number;
  /** Of the operations used most, so many are planned for a new supergraph before it takes over. @default 100 */
  readonly warmOperations?: number;
  /** Told when a supergraph took over, and when one was refused. */
  readonly onStatus?: (status: EngineStatus) => void;
  /** Tokens of a document. @default 20000 */
  readonly maxTokens?: number;
  /** Asked about every new document before it is validated: errors refuse it. @default none */
  readonly checkDocument?: (document: DocumentNode) => readonly GraphQLError[];
}
