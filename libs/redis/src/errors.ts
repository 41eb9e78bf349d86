import { errors, isMetamorphosisError, type MetamorphosisError } from '@metamorphosis/contract';

/**
 * Answers by which Redis says that it cannot serve at the moment: loading, failing over, out of
 * memory, cut off from its cluster, or not open to us. Everything else that it answers is a bug here.
 */
const AWAY = new Set([
  'LOADING',
  'READONLY',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'MOVED',
  'ASK',
  'NOREPLICAS',
  'BUSY',
  'MISCONF',
  'OOM',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
]);

/** UNAVAILABLE, as every call to a board that cannot be reached is answered. */
export function unavailable(cause: unknown, what = 'The board'): MetamorphosisError {
  return errors.UNAVAILABLE([`${what} (Redis)`], { cause });
}

/** CLOSED, as every call to a closed board is answered. */
export function closed(what = 'The board'): MetamorphosisError {
  return errors.CLOSED([what]);
}

/** Gives an error of the client library the code that the port promises. */
export function asBoardError(error: unknown, what = 'The board'): MetamorphosisError {
  if (isMetamorphosisError(error)) return error;
  if (!(error instanceof Error) || error.name !== 'ReplyError') return unavailable(error, what);
  const code = error.message.split(' ', 1)[0] ?? '';
  return AWAY.has(code)
    ? unavailable(error, what)
    : errors.INTERNAL_ERROR([`${what} was refused a call by Redis: ${error.message}`], {
        cause: error,
      });
}

/** True when the server does not know a script (yet, or after a restart or SCRIPT FLUSH). */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
