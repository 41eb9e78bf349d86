import type { CallOptions } from '../client-options.js';
import type { Document } from '../documents/typed-document.js';
import type { Outcome } from './outcome.js';

/** The types of one command, as codegen reads them from the schema. */
export interface CommandTypes {
  /** What it takes: the value of its argument `input` where that is its only one, else all arguments as an object. */
  readonly input: unknown;
  /** What it answers when it was carried out. */
  readonly success: unknown;
  /** The types by which its domain says no; never when there are none. */
  readonly rejection: unknown;
  /** How it may be called. */
  readonly timing: 'SYNC' | 'ASYNC';
}

type AnyDocument = Document<unknown, never>;

/** One command of the schema: what codegen writes, and `createClient` makes callable. */
export interface CommandDefinition<T extends CommandTypes = CommandTypes> {
  readonly name: string;
  /** The only argument, when the input is its value. */
  readonly argument: string | undefined;
  /** Names of the types by which the domain says no. */
  readonly rejections: readonly string[];
  /** Waits for the outcome; undefined where timing excludes it. */
  readonly call: AnyDocument | undefined;
  /** Answers a receipt; undefined where timing excludes it. */
  readonly submit: AnyDocument | undefined;
  /** Subscribes to where a command stands. */
  readonly updates: AnyDocument;
  /** Carries the types; there is nothing in it at run time. */
  readonly types?: T;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a map holds commands of all types, and each keeps its own
export type CommandMap = Readonly<Record<string, CommandDefinition<any>>>;

/** What sending a command takes. */
export interface CommandOptions extends CallOptions {
  /**
   * Under the same key the same command takes effect once, however often it is sent. @default one for each call, kept for
   * its retries
   */
  readonly idempotencyKey?: string;
}

/** What the gateway says of a command that it has accepted. */
export interface Receipt {
  readonly commandId: string;
  /** RFC 3339. */
  readonly acceptedAt: string;
  readonly state: 'ACCEPTED' | 'STARTED' | 'RETRYING' | 'SUCCEEDED' | 'REJECTED' | 'FAILED';
}

/** How a command comes along before its outcome. */
export interface Progress {
  readonly state: 'ACCEPTED' | 'STARTED' | 'RETRYING';
  /** What its handler last told. */
  readonly progress: unknown;
  /** When it came to stand here, RFC 3339. */
  readonly at: string;
}

/** A command that was accepted: also long ago, and from another page. */
export interface CommandHandle<T extends CommandTypes = CommandTypes> {
  readonly commandId: string;
  /** How it comes along from now on; ends when the outcome is there. */
  progress(options?: CallOptions): AsyncIterable<Progress>;
  /**
   * Its outcome, however long that takes and however often the connection is lost meanwhile. Throws COMMAND_UNKNOWN when it
   * is not known (any more).
   */
  result(options?: CallOptions): Promise<Outcome<T>>;
  /** Cancels it if it has not begun; its outcome is REJECTED with CANCELLED then. Throws TOO_LATE, NOT_CANCELLABLE. */
  cancel(options?: CallOptions): Promise<void>;
}

/** A command that this page has submitted. */
export interface SubmittedCommand<T extends CommandTypes = CommandTypes> extends CommandHandle<T> {
  readonly receipt: Receipt;
}

interface Callable<T extends CommandTypes> {
  /**
   * Sends it and waits for its outcome. Sent again under the same idempotency key when the connection is lost. Throws a
   * ClientError with RESULT_TIMEOUT and `commandId` when the outcome takes longer than the command's deadline: go on with
   * `handle`.
   */
  (input: T['input'], options?: CommandOptions): Promise<Outcome<T>>;
}

interface Submittable<T extends CommandTypes> {
  /** Sends it and resolves as soon as it is accepted. Sent again under the same idempotency key when the connection is lost. */
  submit(input: T['input'], options?: CommandOptions): Promise<SubmittedCommand<T>>;
}

interface Followable<T extends CommandTypes> {
  readonly commandName: string;
  /** The handle of a command that was submitted earlier. Asks nobody yet. */
  handle(commandId: string): CommandHandle<T>;
}

/** One command as applications use it. */
export type CommandClient<T extends CommandTypes> = Followable<T> &
  ('SYNC' extends T['timing'] ? Callable<T> : unknown) &
  ('ASYNC' extends T['timing'] ? Submittable<T> : unknown);

/** All commands of a client. */
export type CommandClients<TCommands extends CommandMap> = {
  readonly [Name in keyof TCommands]: TCommands[Name] extends CommandDefinition<infer T>
    ? CommandClient<T>
    : never;
};
