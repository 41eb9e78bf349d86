import type { FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Lifecycle } from '@metamorphosis/core';
import type { Freshness } from '../caching/operation-freshness.js';
import type { SubgraphClient } from '../subgraph/subgraph-client.js';
import type { Taker } from '../subscription/taker.js';

/** Values as a client sends them. */
export type Variables = Readonly<Record<string, unknown>>;

/** Who asks, and what goes with every subgraph request made on their behalf. */
export interface RequestContext {
  /** The caller as the edge identified it; undefined while nobody was identified. */
  readonly subject?: string | undefined;
  /** What the caller's token says. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** Headers for the subgraphs, in lower case: `traceparent` and what propagation rules add. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers for single subgraphs, by their names; they stand above those for all. */
  readonly subgraphHeaders?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** Whose operations count together for what they cost; queries of two are never answered as one. */
  readonly payer?: string | undefined;
  /** Aborted when nobody waits for the answer any more. Ends queries; never a mutation under way. */
  readonly signal?: AbortSignal;
  /** Told of each answer of a subgraph: its name, how long it took, whether there was none. */
  readonly onFetch?: (subgraph: string, ms: number, failed: boolean) => void;
  /** Told what the operation is taken to cost, where that is asked. */
  readonly onCost?: (cost: number) => void;
}

/** One response of GraphQL. A compiled engine may keep it as bytes, so ask only for the form you send. */
export interface Answer {
  /** False when the request was refused before its execution: then there is no `data`. */
  readonly executed: boolean;
  /** As the client may read them: already masked. */
  readonly errors: readonly GraphQLFormattedError[];
  /** How long it holds and for whom, where the schema says so and answers are kept; never with errors. */
  readonly caching?: (Freshness & { readonly ageMs: number }) | undefined;
  /** The response as JSON. */
  body(): string;
  /** The response as an object, for transports that embed it. */
  result(): FormattedExecutionResult;
}

/**
 * An answer that comes in several payloads, each as JSON: what is not deferred, then what is, as soon
 * as it is there (`incremental`); the last one has `hasNext: false`. Iterate it once; `return()` on
 * the iterator ends what is under way.
 */
export interface IncrementalAnswer extends AsyncIterable<string> {
  /** Of the first payload, as the client may read them: already masked. */
  readonly errors: readonly GraphQLFormattedError[];
}

/** What a live operation hands over. */
export interface LiveAnswer {
  readonly answer: Answer;
  /** Where the subscriber stands once it has this answer; also in the answer's `extensions.cursor`. */
  readonly cursor?: string | undefined;
}

/** A subscription that runs. */
export interface LiveOperation {
  /**
   * Where this subscriber stands: everything below was delivered or was not for it. Undefined for
   * subscriptions that begin with the present state anyway.
   */
  cursor(): string | undefined;
  /**
   * Begins to hand its answers over; once. It ends with the refusal that it could not go on for
   * (SLOW_CONSUMER, CURSOR_EXPIRED and others), or with nothing when it completed or was stopped.
   */
  deliverTo(reader: Taker<LiveAnswer, Answer | undefined>): void;
  /** Nobody waits any more: nothing follows but the end. Idempotent. */
  stop(): void;
}

/** A document that was parsed, validated, planned and compiled; run it as often as you like. */
export interface CompiledOperation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string | undefined;
  /** Queries and mutations. Never rejects: what goes wrong is in the answer. */
  execute(variables: Variables | undefined, context: RequestContext): Promise<Answer>;
  /**
   * The same in several payloads; only where the document has `@defer`, which `execute` ignores.
   * Answers whole when it is refused, or nothing is deferred with these variables. Never rejects.
   */
  readonly executeIncrementally?:
    | ((
        variables: Variables | undefined,
        context: RequestContext,
      ) => Promise<Answer | IncrementalAnswer>)
    | undefined;
  /**
   * Subscriptions. Resolves when nothing that happens from now on will be missed; with an answer
   * when it was refused. `cursor` resumes where an earlier subscriber stood (CURSOR_EXPIRED,
   * CURSOR_INVALID).
   */
  subscribe(
    variables: Variables | undefined,
    context: RequestContext,
    cursor?: string,
  ): Promise<LiveOperation | Answer>;
}

/** Answer of `prepare`. */
export type Preparation =
  | { readonly ok: true; readonly operation: CompiledOperation }
  | { readonly ok: false; readonly answer: Answer };

/** Which supergraph is in use, and what was wrong with a newer one. */
export interface EngineStatus {
  readonly supergraphId: string;
  readonly loadedAt: Date;
  /** The newest supergraph that was refused since; the one in use stays. */
  readonly refused: { readonly at: Date; readonly reason: string } | undefined;
}

/**
 * A supergraph in, answers out. Guarantees: a broken supergraph never replaces a working one;
 * operations under way finish on the supergraph they began with; mutations are sent once.
 */
export interface Engine extends Lifecycle {
  /** What clients see, without inaccessible parts. Changes with a reload. */
  readonly schema: GraphQLSchema;
  /** The supergraph that is in use. Changes with a reload. */
  readonly supergraphSdl: string;
  status(): EngineStatus;
  /** Parses, validates, plans and compiles, or answers why not. Bounded cache by document text. */
  prepare(query: string, operationName?: string | null): Preparation;
  /** Asks one subgraph directly, past the planner. Undefined when the supergraph has none of that name. */
  subgraph(name: string): SubgraphClient | undefined;
  /** Called after a new supergraph took over. */
  onReload(listener: () => void): () => void;
}
