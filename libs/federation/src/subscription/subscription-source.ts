import type { GraphQLField, GraphQLSchema } from 'graphql';
import type { RequestContext } from '../engine/engine.js';
import type { Json } from '../plan/run.js';
import type { SubgraphResponse } from '../subgraph/subgraph-client.js';
import type { Taker } from './taker.js';

/** A field of the Subscription type, as it is asked for. */
export interface SubscriptionRequest {
  /** Name of the subgraph that declares the field. */
  readonly subgraph: string;
  /** Address of the subgraph that declares the field. */
  readonly url: string;
  /** With its directives, in the supergraph's whole schema. */
  readonly field: GraphQLField<unknown, unknown>;
  readonly schema: GraphQLSchema;
  /** Coerced by the field's definition, defaults included. */
  readonly args: Readonly<Record<string, unknown>>;
  /** What the plan asks of the subgraph, for sources that pass it on. */
  readonly operation: {
    readonly query: string;
    readonly variables: Record<string, unknown>;
  };
  readonly context: RequestContext;
  /** Where an earlier subscriber of the same field and arguments stood. */
  readonly cursor: string | undefined;
}

/** One payload for a subscriber. */
export type Delivery = RecordDelivery | ResponseDelivery;

/** An event as a record: it holds everything, whatever was asked for. */
export interface RecordDelivery {
  /**
   * The value of the field, in record form: fields by name, `__typename` where the type is abstract,
   * entities as their keys. The same object for all who get the same event: what is worked out from
   * it is worked out once.
   */
  readonly value: Json | null;
  /** Where the subscriber stands once it has this payload. */
  readonly cursor: string | undefined;
}

/** An event as a subgraph answers it: what the plan asked of it, under the plan's names. */
export interface ResponseDelivery {
  /** The same object for all who get the same event. */
  readonly response: SubgraphResponse;
  /** Where the subscriber stands once it has this payload. */
  readonly cursor: string | undefined;
}

/** A feed that is open: nothing that happens from now on is missed, as far as the source can tell. */
export interface Feed {
  /** Its payloads hold what the plan asked for: another plan needs another feed. @default false */
  readonly isBoundToDocument?: boolean;
  /**
   * Begins to hand over its payloads; once. They end with the feed, with an error of the catalogue when
   * it cannot go on.
   */
  deliverTo(taker: Taker<Delivery, unknown>): void;
  /** Where the subscriber stands now. */
  cursor(): string | undefined;
  /** The subscriber is gone: what waits is not handed over, and everything is given back. Idempotent. */
  close(): void;
  /**
   * Calls back when values wait to be delivered, with the first of them: what takes time can be
   * begun for them. At most one listener.
   */
  onUpcoming?(limit: number, listener: (values: readonly Json[]) => void): void;
}

/** Feeds subscriptions: the board, or a subgraph that streams by itself. */
export interface SubscriptionSource {
  /** Rejects with an error of the catalogue when the subscriber is refused. */
  open(request: SubscriptionRequest): Promise<Feed>;
  /** Told of each supergraph that takes over, before anything is asked of it. */
  use?(schema: GraphQLSchema): void;
}
