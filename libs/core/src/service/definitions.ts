import type { OlderForm } from './upcast.js';

/** One thing wrong with a value: where (`input.lines[0].quantity`) and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  /** The rule of `@constraint` that is broken: `min`. */
  readonly rule?: string;
  /** What the rule says: the 1 of `min: 1`. */
  readonly limit?: string | number;
}

/** Checks a value against an SDL type; answers what is wrong, an empty list when nothing is. */
export type Check = (value: unknown) => readonly Problem[];

/** When a caller of a command gets its answer. */
export type CommandTiming = 'SYNC' | 'ASYNC';

/** A command as its SDL declares it. Made by codegen. */
export interface CommandDefinition {
  readonly service: string;
  /** The mutation field: `placeOrder`. */
  readonly name: string;
  /** The record type: `orders.placeOrder`. */
  readonly type: string;
  readonly queue: string;
  readonly timing: readonly CommandTiming[];
  readonly timeoutMs: number;
  readonly expire: boolean;
  /** The key of the arguments; absent when the command keeps no order. */
  readonly keyOf?: (args: never) => string;
  readonly checkArgs: Check;
  /** The version of the arguments' form. @default 1 */
  readonly version?: number;
  /** Forms of arguments of accepted commands that may still lie on the log. @default none */
  readonly olderForms?: readonly OlderForm[];
  /**
   * Holds arguments of the right types against `@constraint` and `@oneOf`. Only the subgraph asks: what was
   * accepted once stays acceptable when a limit is drawn closer. Absent where the SDL sets no limits.
   */
  readonly checkLimits?: Check;
  /** Checks a result in record form: entities by key, abstract types with `__typename`. */
  readonly checkResult: Check;
  /** The `__typename`s that say no. */
  readonly rejections: readonly string[];
}

/** An event as its SDL declares it. Made by codegen; `Data` is its payload in record form. */
export interface EventDefinition<Name extends string = string, Data = unknown> {
  readonly service: string;
  readonly name: Name;
  /** The record type: `orders.OrderPlaced`. */
  readonly type: string;
  readonly keyOf: (data: Data) => string;
  readonly check: Check;
  /** The version of the payload's form. @default 1 */
  readonly version?: number;
  /** Forms of older versions that may still lie on the log. @default none */
  readonly olderForms?: readonly OlderForm[];
}

/** Another service's event, as its consumers know it: it can be handled, not published. Made by codegen. */
export interface ForeignEventDefinition<
  Name extends string = string,
  Data = unknown,
> extends EventDefinition<Name, Data> {
  readonly foreign: true;
}

declare const constructed: unique symbol;

/** Any event ready to be published, whatever its type. Only the typed constructors of the owning service make one. */
export interface PublishableEvent {
  readonly definition: EventDefinition<string, never>;
  readonly data: unknown;
  /** Keeps object literals, and so events of other services, from passing as new events. */
  readonly [constructed]: true;
}

/** An event ready to be published. Only the typed constructors of the owning service make one. */
export interface NewEvent<Name extends string = string, Data = unknown> extends PublishableEvent {
  readonly definition: EventDefinition<Name, Data>;
  readonly data: Data;
}

/**
 * An interface of events, as a handler names it: it gets every event type that implements it. Made
 * by codegen, for the event types that the schema declares at that time.
 */
export interface EventInterfaceDefinition<
  Name extends string = string,
  Member extends EventDefinition<string, never> = EventDefinition<string, never>,
> {
  readonly kind: 'interface';
  readonly name: Name;
  /** The event types that implement it, of this service and of others. */
  readonly members: readonly Member[];
}

/** What a handler of events may name: an event, or an interface of events. */
export type EventSource = EventDefinition<string, never> | EventInterfaceDefinition;

/** The events behind sources. */
export type EventsOf<S extends EventSource> =
  S extends EventInterfaceDefinition<string, infer Member>
    ? Member
    : Extract<S, EventDefinition<string, never>>;

/** An entity of a service's subgraph. */
export interface EntityDefinition {
  readonly name: string;
  /** Key fields, as one `@key` names them. The first key is the one by which records carry it. */
  readonly keys: readonly (readonly string[])[];
  /** Fields that a method of the author resolves for many parents at once: fields with arguments. */
  readonly resolvedFields: readonly string[];
  /** Whether there is anything to load by key; false when all other fields are resolved ones. */
  readonly loads: boolean;
}

/** A service as its SDL declares it. Made by codegen. */
export interface ServiceDefinition {
  readonly name: string;
  /** The HTTP subgraph's SDL. */
  readonly subgraphSdl: string;
  /** The SDL of the subgraph that the gateway answers from the board. */
  readonly eventsSdl: string;
  readonly commands: readonly CommandDefinition[];
  readonly events: readonly EventDefinition<string, never>[];
  readonly queries: readonly string[];
  /** Limits of other arguments by coordinate, `Query.orders` or `Customer.orders`; those alone that have any. */
  readonly limits?: Readonly<Record<string, Check>>;
  readonly entities: readonly EntityDefinition[];
}
