import type { CallOptions, ClientOptions } from './client-options.js';
import { createCommand, type CommandParts } from './commands/command-client.js';
import type { CommandClients, CommandMap } from './commands/command-types.js';
import { documentText, type Document } from './documents/typed-document.js';
import { ClientError, type AnswerError } from './errors/client-error.js';
import { Sender, type Answer } from './requests/sender.js';
import { Token } from './requests/token.js';
import { DEFAULT_RETRY } from './retry/retry-options.js';
import type { ConnectionStatus, StatusListener } from './streams/connection-status.js';
import { Lines } from './streams/lines.js';
import { ResumingStream, type Stream } from './streams/stream.js';

/** What sending a mutation takes. */
export interface MutationOptions extends CallOptions {
  /** Whether it may be sent again when nobody knows whether it arrived. @default false */
  readonly repeatable?: boolean;
}

/** What a subscription takes. */
export interface StreamOptions extends CallOptions {
  /** Where to go on, from an earlier stream of the same subscription. @default from now on */
  readonly cursor?: string | undefined;
  /** Told when fields of the next event could not be loaded and are null. */
  readonly onPartial?: (errors: readonly AnswerError[]) => void;
}

/** An application's way to a gateway. */
export interface Client<TCommands extends CommandMap = CommandMap> {
  /** The commands of the schema, each callable and submittable. */
  readonly commands: CommandClients<TCommands>;
  /** Asks; again where that may help. Throws a ClientError when anything could not be answered: `data` holds the rest. */
  query<TData, TVariables extends object>(
    document: Document<TData, TVariables>,
    variables?: TVariables,
    options?: CallOptions,
  ): Promise<TData>;
  /** Sends a mutation that is no command, or one by hand. Throws a ClientError when anything went wrong. */
  mutate<TData, TVariables extends object>(
    document: Document<TData, TVariables>,
    variables?: TVariables,
    options?: MutationOptions,
  ): Promise<TData>;
  /**
   * Subscribes at once, and for as long as it takes: a lost connection comes back by itself and resumes where it was, so that
   * every event comes once and in order. Throws CURSOR_EXPIRED when the gateway no longer has what was missed: load anew.
   */
  subscribe<TData, TVariables extends object>(
    document: Document<TData, TVariables>,
    variables?: TVariables,
    options?: StreamOptions,
  ): Stream<TData>;
  /** How the connection of subscriptions stands. */
  readonly status: ConnectionStatus;
  /** Calls `listener` at each change; returns what ends that. */
  onStatus(listener: StatusListener): () => void;
  /** Ends everything that is under way: it throws CLOSED. Later calls do, too. */
  close(): void;
}

/**
 * Makes a client. Nothing is opened before the first call. Throws a TypeError for a URL that is none of HTTP, and
 * CONFIGURATION_INVALID for a `webSocket` that is no class of WebSockets, or where `streaming` asks for WebSockets and there
 * are none.
 */
export function createClient<const TCommands extends CommandMap = Record<string, never>>(
  options: ClientOptions<TCommands>,
): Client<TCommands> {
  const url = gatewayUrl(options.url);
  const settings: ClientOptions = { ...options, url };
  const policy = { ...DEFAULT_RETRY, ...options.retry };
  const token = new Token(options.token);
  const sender = new Sender(settings, token, policy);
  const lines = new Lines(settings, token);
  const closing = new AbortController();
  const textOf = (document: Document<unknown, never>): string =>
    documentText(document, options.print);
  const signalOf = ({ signal }: CallOptions): AbortSignal =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;

  const open = <TData>(
    text: string,
    variables: object,
    { cursor, onPartial, ...call }: StreamOptions,
    tellsState: boolean,
  ): Stream<TData> => {
    const { maxBufferedEvents = 1000 } = options;
    const signal = signalOf(call);
    return new ResumingStream<TData>(
      { text, variables, cursor, signal, maxBufferedEvents, tellsState, onPartial },
      { lines, token, policy },
    );
  };
  const ask = async <TData>(
    document: Document<unknown, never>,
    variables: object,
    call: CallOptions,
    repeatable: boolean,
  ): Promise<TData> => {
    const request = { text: textOf(document), variables, signal: signalOf(call) };
    return (await sender.send<TData>({ ...request, repeatable, whole: true })).data;
  };

  const parts: CommandParts = {
    textOf,
    // Commands carry an idempotency key; a cancellation that is repeated is TOO_LATE at worst.
    send: (text, variables, call): Promise<Answer<Record<string, unknown>>> =>
      sender.send({ text, variables, signal: signalOf(call), repeatable: true, whole: false }),
    updates: (text, variables, call, onPartial) =>
      open(text, variables, { ...call, onPartial }, true),
  };
  const commands = Object.fromEntries(
    Object.entries(options.commands ?? {}).map(([name, definition]) => [
      name,
      createCommand(definition, parts),
    ]),
  ) as CommandClients<TCommands>;

  return {
    commands,
    query: (document, variables, call = {}) => ask(document as never, variables ?? {}, call, true),
    mutate: (document, variables, { repeatable = false, ...call } = {}) =>
      ask(document as never, variables ?? {}, call, repeatable),
    subscribe: (document, variables, call = {}) =>
      open(textOf(document as never), variables ?? {}, call, false),
    get status() {
      return lines.status.current;
    },
    onStatus: (listener) => lines.status.listen(listener),
    close: () => {
      closing.abort(new ClientError('CLOSED', 'The client is closed.'));
      lines.close();
    },
  };
}

function gatewayUrl(text: string): string {
  const { location } = globalThis as { location?: { readonly href: string } };
  const url = URL.canParse(text, location?.href) ? new URL(text, location?.href) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href;
  throw new TypeError(
    `"${text}" is not where a gateway can be: write its address with http:// or https://, as in http://127.0.0.1:4000/graphql.`,
  );
}
