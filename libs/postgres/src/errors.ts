import { errors, type MetamorphosisError } from '@metamorphosis/contract';

/** SQLSTATE of an error that PostgreSQL sent, or Node's code of a socket error. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

const LOST_CODES: ReadonlySet<string> = new Set([
  // The server ends the session, restarts, or does not take one.
  ...['57P01', '57P02', '57P03', '57P05', '53300'],
  // The session idled in its transaction for too long.
  ...['25P03', '25P04'],
  // A standby that does not take writes (yet).
  '25006',
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

/** Whether the database could not be reached, or cannot work at the moment: the same may succeed later. */
export function isUnreachable(error: unknown): boolean {
  const code = codeOf(error);
  // Class 08 is connection exceptions (but 08P01, a message that makes no sense), 53 is lack of
  // resources: disk, memory, connections.
  if (code !== undefined) return LOST_CODES.has(code) || /^(08(?!P01)|53)...$/.test(code);
  return error instanceof Error && error.message.startsWith('Connection terminated');
}

/** Whether running the same work again in a new transaction may succeed, with nobody to blame. */
export function isWorthAnotherRun(error: unknown): boolean {
  const code = codeOf(error);
  // Deadlock and serialisation failure.
  return code === '40P01' || code === '40001' || isStaleStatement(error);
}

/** A prepared statement that a change of the tables overtook: its session has to go. */
export function isStaleStatement(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === '26000' ||
    (code === '0A000' && error instanceof Error && error.message.includes('cached plan'))
  );
}

/** Whether the server's own clock ended the statement. */
export function isStatementTimeout(error: unknown): boolean {
  return codeOf(error) === '57014';
}

/** Whether the statement failed only because one before it had. */
export function isAborted(error: unknown): boolean {
  return codeOf(error) === '25P02';
}

/** The database cannot be reached; why stands in `cause`. */
export function unavailable(cause: unknown): MetamorphosisError {
  return errors.UNAVAILABLE(['PostgreSQL'], { cause });
}

/** What a caller outside of units is told: UNAVAILABLE when that is the reason, else the error itself. */
export function translated(error: unknown): unknown {
  return isUnreachable(error) ? unavailable(error) : error;
}
