import type { CommandMap } from './commands/command-types.js';
import type { PrintDocument } from './documents/typed-document.js';
import type { RetryOptions } from './retry/retry-options.js';

/**
 * Gives the caller's access token, or nothing for nobody in particular. `refresh` is true when the last one was refused or has
 * ended: a new one is wanted then.
 */
export type TokenProvider = (
  refresh: boolean,
) => string | null | undefined | Promise<string | null | undefined>;

/** What `createClient` takes. */
export interface ClientOptions<TCommands extends CommandMap = CommandMap> {
  /** Where the gateway answers: `https://shop.example/graphql`. */
  readonly url: string;
  /** The commands that codegen found in the schema. @default none */
  readonly commands?: TCommands;
  /** @default nobody in particular */
  readonly token?: TokenProvider;
  /** Sent with each request over HTTP. A WebSocket of a page cannot send any. @default none */
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: RetryOptions;
  /** How long one attempt of a request may take. @default 60000 */
  readonly timeoutMs?: number;
  /**
   * How many events a subscription keeps for an application that reads slowly. When there are more, it lets go and comes back
   * with its cursor once half of them are read. @default 1000
   */
  readonly maxBufferedEvents?: number;
  /**
   * How often an idle WebSocket is asked whether it is there; it has half of that to answer. A response of events is given up
   * after three times that without a sign of life, of which gateways give one every 12 s. @default 10000
   */
  readonly heartbeatMs?: number;
  /** `print` of graphql: needed for documents that are syntax trees without their text. */
  readonly print?: PrintDocument;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
  /**
   * How subscriptions, and so commands that are followed, reach the gateway: all by one WebSocket, or each by a response of
   * server-sent events over HTTP. `auto` takes WebSockets, and HTTP where the platform has none or no connection comes about.
   * @default 'auto'
   */
  readonly streaming?: 'auto' | 'websocket' | 'http';
  /** The class by which WebSockets are opened. @default the platform's */
  readonly webSocket?: unknown;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: it rejects, or its iteration throws, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
