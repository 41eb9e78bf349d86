import type { RetryPolicy } from '../deliver/retry-policy.js';
import type { Logger } from '../lifecycle/logger.js';
import type { UnitSharing } from '../store/store.js';
import type { Actor, RequestActor } from './actor.js';
import type {
  EventDefinition,
  EventInterfaceDefinition,
  EventSource,
  PublishableEvent,
} from './definitions.js';
import type { RoutedEvent } from './own-topic.js';
import type { Progress } from './progress.js';

/** Who asks, and until when, in a subgraph. */
export interface RequestContext {
  /** Who asks, as the gateway verified it; undefined for an anonymous caller. */
  readonly actor: RequestActor | undefined;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** The record that is handled, as it lies on the log. */
export interface HandledRecord {
  readonly id: string;
  /** `orders.placeOrder`, `orders.OrderPlaced`. */
  readonly type: string;
  /** When it was made, RFC 3339. */
  readonly time: string;
  readonly key: string;
  readonly position: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: number;
  };
}

/** What every handler of a record gets, whatever its guarantee. */
export interface RecordContext {
  readonly record: HandledRecord;
  /** The id of the record that is handled. For calls to the outside: pass it on as idempotency key. */
  readonly recordId: string;
  /** The command that started the chain this record belongs to. */
  readonly correlationId: string;
  /** The record that caused this one; absent when a caller did. */
  readonly causationId?: string;
  /** Who issued the command that this record is, or was caused by; undefined for an anonymous caller. */
  readonly actor: Actor | undefined;
  /** When the caller stops waiting, milliseconds since the epoch; absent for events and ASYNC calls. */
  readonly deadlineAt?: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the work will not count any more: time is up, or the partition was lost. */
  readonly signal: AbortSignal;
  /** Each line bears consumer, record id, correlation id and attempt. */
  readonly logger: Logger;
  /** Publishes an event once the handler has ended well, in the order of its key. */
  publish(this: void, event: PublishableEvent | RoutedEvent): void;
}

/** What a handler gets that is `effectively-once`. `Tx` is the unit of work's transaction. */
export interface HandlerContext<Tx> extends RecordContext {
  /**
   * Writes of the unit of work: with the inbox, the outcome and the events, all or nothing.
   * Valid until the handler has ended.
   */
  readonly tx: Tx;
}

/** What a handler gets that may run again, or not at all, and so has no unit of work. */
export interface ReadingContext<Tx> extends RecordContext {
  /** For queries; refuses writes. */
  readonly reader: Tx;
}

/** What a command's handler gets. */
export interface CommandContext<Tx> extends HandlerContext<Tx> {
  readonly commandId: string;
}

/** What a command's handler gets that is `at-least-once`. */
export interface ReadingCommandContext<Tx> extends ReadingContext<Tx> {
  readonly commandId: string;
}

/** How often a command's effects happen. */
export type CommandGuarantee = 'effectively-once' | 'at-least-once';

/** How often an event's effects happen. */
export type EventGuarantee = 'effectively-once' | 'at-least-once' | 'at-most-once';

/** The context of a command's handler with a guarantee. */
export type CommandContextOf<
  Tx,
  Guarantee extends CommandGuarantee,
> = Guarantee extends 'effectively-once' ? CommandContext<Tx> : ReadingCommandContext<Tx>;

/** The context of an event's handler with a guarantee. */
export type EventContextOf<
  Tx,
  Guarantee extends EventGuarantee,
> = Guarantee extends 'effectively-once' ? HandlerContext<Tx> : ReadingContext<Tx>;

/** What a command's handler may `yield`: events to publish, and how far it has come. */
export type CommandYield = PublishableEvent | RoutedEvent | Progress;

/**
 * What a command's handler answers: a promise of the result, or an async generator that yields
 * events and progress, and returns the result.
 */
export type CommandRun<Result> = Promise<Result> | AsyncGenerator<CommandYield, Result, undefined>;

/** Handles one command. Made by extending the generated abstract class. */
export interface CommandHandler<Args, Result, Tx> {
  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: Args, context: RequestContext): Promise<void> | void;
  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: Args, context: RequestContext): Promise<void> | void;
  /**
   * Runs in a worker, in a unit of work. What it answers is the outcome: a type marked
   * `@rejection` undoes its writes and events. What it throws is tried again, from the start.
   */
  handle(args: Args, context: CommandContext<Tx> & ReadingCommandContext<Tx>): CommandRun<Result>;
  /**
   * `at-least-once` runs without inbox, transaction and outcome row (with `reader` in place of
   * `tx`), for handlers that may run twice without harm.
   * @default 'effectively-once'
   */
  readonly guarantee?: CommandGuarantee | undefined;
  /** How what it throws is retried, where it differs from the policy of its consumer. */
  readonly retry?: Partial<RetryPolicy> | undefined;
  /**
   * Whether its units of work may share a transaction with others that wait at the same time.
   * `never`: for handlers with effects outside of `tx` now and then. `always`: it awaits nothing but `tx`.
   * @default 'measured'
   */
  readonly sharing?: UnitSharing | undefined;
}

/** An event as its handler sees it: `switch (event.name)` narrows `data`. */
export type ReceivedEvent<S extends EventSource> =
  S extends EventInterfaceDefinition<string, infer Member>
    ? ReceivedEvent<Member>
    : S extends EventDefinition<infer Name, infer Data>
      ? {
          readonly name: Name;
          /** The service that published it. */
          readonly service: string;
          readonly id: string;
          readonly time: string;
          readonly key: string;
          readonly data: Data;
        }
      : never;

/** What an event's handler may publish by answering or yielding it. */
export type EventYield = PublishableEvent | RoutedEvent;

/** What an event's handler answers: nothing, an event, many, or a generator that yields them. */
export type EventRun =
  | EventAnswer
  | Promise<EventAnswer>
  | Generator<EventYield, void, undefined>
  | AsyncGenerator<EventYield, void, undefined>;

type EventAnswer = void | EventYield | readonly EventYield[];

/** Handles events, of its own service or of others. Each handler is a consumer with a position of its own. */
export interface EventHandler<
  S extends EventSource,
  Tx,
  Guarantee extends EventGuarantee = 'effectively-once',
> {
  // A property, not a method: its parameters are compared strictly.
  readonly handle: (event: ReceivedEvent<S>, context: EventContextOf<Tx, Guarantee>) => EventRun;
  /** Whether its units of work may share a transaction, as of a command's handler. @default 'measured' */
  readonly sharing?: UnitSharing | undefined;
}
