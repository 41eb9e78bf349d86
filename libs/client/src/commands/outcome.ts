import type { AnswerError } from '../errors/client-error.js';
import type { CommandTypes } from './command-types.js';

/** Why a command did not succeed, when no type of the schema says it. */
export interface CommandError {
  /** A code of the service, or of docs/errors.md: CANCELLED, EXPIRED, COMMAND_FAILED. */
  readonly code: string;
  readonly message: string;
}

/** It was carried out. */
export interface Succeeded<TSuccess> {
  readonly state: 'SUCCEEDED';
  readonly result: TSuccess;
  /** Why fields of the result are null that could not be loaded; empty when all could. */
  readonly errors: readonly AnswerError[];
}

/** The domain said no, in a type of the schema. Nothing of the command took effect. */
export interface RejectedByType<TRejection> {
  readonly state: 'REJECTED';
  readonly rejection: TRejection;
  readonly error: undefined;
}

/** The domain said no by a code, or the command was cancelled or expired. Nothing of it took effect. */
export interface RejectedByCode {
  readonly state: 'REJECTED';
  readonly rejection: undefined;
  readonly error: CommandError;
}

/** It was given up after retries, and waits for its operators. */
export interface Failed {
  readonly state: 'FAILED';
  readonly error: CommandError;
}

/** The one end of a command: `switch (outcome.state)`. */
export type Outcome<T extends CommandTypes = CommandTypes> =
  | Succeeded<T['success']>
  | ([T['rejection']] extends [never] ? never : RejectedByType<T['rejection']>)
  | RejectedByCode
  | Failed;

/** Where a command stands, as the gateway tells it. */
export interface CommandUpdate {
  readonly commandId: string;
  readonly state: string;
  readonly result?: unknown;
  readonly progress?: unknown;
  readonly error?: CommandError | null;
  readonly at: string;
}

/** What a command answered: success, or a rejection of the domain's by its type. */
export function outcomeOfResult(
  result: unknown,
  rejections: readonly string[],
  errors: readonly AnswerError[] = [],
): Outcome {
  const type = (result as { __typename?: string } | null)?.__typename;
  if (type !== undefined && rejections.includes(type)) {
    return { state: 'REJECTED', rejection: result, error: undefined };
  }
  return { state: 'SUCCEEDED', result, errors };
}

/** The outcome that an update tells; undefined while there is none. */
export function outcomeOfUpdate(
  update: CommandUpdate,
  rejections: readonly string[],
  errors: readonly AnswerError[] = [],
): Outcome | undefined {
  const { state, result = null, error } = update;
  switch (state) {
    case 'SUCCEEDED':
      return { state, result, errors };
    case 'REJECTED':
      return result === null
        ? { state, rejection: undefined, error: error ?? unexplained(state) }
        : outcomeOfResult(result, rejections);
    case 'FAILED':
      return { state, error: error ?? unexplained(state) };
    default:
      return undefined;
  }
}

/** Errors about a command that are not its end. */
const NO_END = new Set([
  'RESULT_TIMEOUT',
  'ACCEPTANCE_UNKNOWN',
  'IDEMPOTENCY_KEY_REUSED',
  'INTERNAL_ERROR',
  'COMMAND_UNKNOWN',
]);

/** The outcome that an error tells to a caller who waited: it names the command. Undefined when it tells none. */
export function outcomeOfError({
  code,
  message,
  commandId,
}: CommandError & { readonly commandId: string | undefined }): Outcome | undefined {
  if (commandId === undefined || NO_END.has(code)) return undefined;
  const error = { code, message };
  return code === 'COMMAND_FAILED'
    ? { state: 'FAILED', error }
    : { state: 'REJECTED', rejection: undefined, error };
}

function unexplained(state: string): CommandError {
  return { code: 'INTERNAL_ERROR', message: `The command was ${state} without a reason.` };
}
