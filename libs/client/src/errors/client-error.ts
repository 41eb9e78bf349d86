/** An error as it stands in an answer. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [name: string]: unknown };
}

/** What is known of a failure beside its code. */
export interface ClientErrorFacts {
  readonly errors?: readonly AnswerError[] | undefined;
  readonly data?: unknown;
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Whatever the client throws, but for the reason of an abort, and what the provider of tokens throws. `code` is one of the platform's (docs/errors.md), with
 * NETWORK_ERROR, RESPONSE_INVALID and CLOSED for what went wrong on this side. Recognise it by `isClientError`.
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** Marks errors across copies of this package. */
  readonly brand = 'metamorphosis.client-error';
  /** All errors of the answer; empty when there was none. */
  readonly errors: readonly AnswerError[];
  /** What was answered beside the errors. */
  readonly data: unknown;
  /** The HTTP status, when there was one. */
  readonly status: number | undefined;
  /** How long to wait at least before trying again, when the gateway said so. */
  readonly retryAfterMs: number | undefined;
  /** The command that the error is about: its outcome can be asked for. */
  readonly commandId: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    { errors = [], data, status, retryAfterMs, cause }: ClientErrorFacts = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.errors = errors;
    this.data = data;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    const id = errors[0]?.extensions?.['commandId'];
    this.commandId = typeof id === 'string' ? id : undefined;
  }
}

/** Whether `error` was thrown by a client, and has this code when one is given. */
export function isClientError(error: unknown, code?: string): error is ClientError {
  const candidate = error as Partial<ClientError> | null | undefined;
  if (candidate?.brand !== 'metamorphosis.client-error') return false;
  return code === undefined || candidate.code === code;
}

/** The code of an answer's first error; INTERNAL_ERROR when it has none. */
function codeOf(errors: readonly AnswerError[]): string {
  return errors[0]?.extensions?.code ?? 'INTERNAL_ERROR';
}

/** The errors of an answer as one error. */
export function answerError(
  errors: readonly AnswerError[],
  facts: Omit<ClientErrorFacts, 'errors'> = {},
): ClientError {
  const message = errors[0]?.message ?? 'The gateway answered with an error.';
  const told = errors[0]?.extensions?.['retryAfterMs'];
  const retryAfterMs = facts.retryAfterMs ?? (typeof told === 'number' ? told : undefined);
  return new ClientError(codeOf(errors), message, { ...facts, errors, retryAfterMs });
}
