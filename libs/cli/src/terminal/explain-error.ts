import { isMetamorphosisError } from '@metamorphosis/contract';

/**
 * An error in one message for whoever typed the command. A mistake of theirs, and what another program answered,
 * come without a stack; with `debug` all of it is shown, causes included.
 */
export function explainError(error: unknown, debug: boolean): string {
  if (debug) return error instanceof Error ? stackOf(error) : String(error);
  if (isMetamorphosisError(error, 'CONFIGURATION_INVALID') || isSdlError(error)) {
    return error.message;
  }
  if (isMetamorphosisError(error) || isAnswer(error)) return `${error.code}: ${error.message}`;
  const text = error instanceof Error ? error.message : String(error);
  return `${text}\nThis is a mistake of gregor's own. GREGOR_DEBUG=1 shows where it was made.`;
}

/** What codegen throws; known by its name, so that telling an error loads no codegen. */
function isSdlError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'SdlError';
}

/** What a client of the gateway throws. */
function isAnswer(error: unknown): error is { readonly code: string; readonly message: string } {
  return (error as { brand?: unknown } | null)?.brand === 'metamorphosis.client-error';
}

function stackOf(error: Error): string {
  const text = error.stack ?? error.message;
  return error.cause instanceof Error ? `${text}\nCaused by: ${stackOf(error.cause)}` : text;
}
