import type { Logger } from '../lifecycle/logger.js';
import type { EventDefinition, NewEvent } from './definitions.js';

/** Who asks, and until when, in a subgraph. */
export interface RequestContext {
  /** Who the edge says is asking; undefined for an anonymous caller. */
  readonly subject?: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What every handler of a record gets. `Tx` is the unit of work's transaction. */
export interface HandlerContext<Tx> {
  /**
   * Writes of the unit of work: with the inbox, the outcome and the events, all or nothing.
   * Valid until the handler's promise settles.
   */
  readonly tx: Tx;
  /** Adds an event to the unit of work. It goes out after the commit, in the order of its key. */
  publish<Name extends string, Data>(this: void, event: NewEvent<Name, Data>): void;
  /** The id of the record that is handled. For calls to the outside: pass it on as idempotency key. */
  readonly recordId: string;
  readonly correlationId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the work will not be committed any more: time is up, or the partition was lost. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** What a command's handler gets. */
export interface CommandContext<Tx> extends HandlerContext<Tx> {
  readonly commandId: string;
  readonly subject?: string;
  /** When the caller stops waiting, milliseconds since the epoch; undefined for ASYNC calls. */
  readonly deadlineAt?: number;
}

/** How often a record's effects happen. */
export type CommandGuarantee = 'effectively-once' | 'at-least-once';

/** Handles one command. Made by extending the generated abstract class. */
export interface CommandHandler<Args, Result, Tx> {
  /** Runs in the subgraph before the record is made; throw to refuse (UNAUTHORIZED). */
  authorize?(args: Args, context: RequestContext): Promise<void> | void;
  /** Runs in the subgraph after `authorize`; throw to refuse (VALIDATION_FAILED). */
  validate?(args: Args, context: RequestContext): Promise<void> | void;
  /**
   * Runs in a worker, in a unit of work. What it answers is the outcome: a type marked
   * `@rejection` undoes its writes and events. What it throws is tried again.
   */
  handle(args: Args, context: CommandContext<Tx>): Promise<Result>;
  /**
   * `at-least-once` runs without inbox, transaction and outcome row (`tx` is then the store's
   * reader), for handlers that may run twice without harm.
   * @default 'effectively-once'
   */
  readonly guarantee?: CommandGuarantee;
}

/** An event as its handler sees it: `switch (event.name)` narrows `data`. */
export type ReceivedEvent<D extends EventDefinition<string, never>> =
  D extends EventDefinition<infer Name, infer Data>
    ? {
        readonly name: Name;
        readonly id: string;
        readonly time: string;
        readonly key: string;
        readonly data: Data;
      }
    : never;

/** Handles events, of its own service or of others. Each handler is a consumer with a position of its own. */
export interface EventHandler<D extends EventDefinition<string, never>, Tx> {
  handle(event: ReceivedEvent<D>, context: HandlerContext<Tx>): Promise<void>;
}
